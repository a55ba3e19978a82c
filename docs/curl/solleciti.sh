#!/usr/bin/env bash
# Sollecita chi non ha risposto, prima in prova, in TSV (comune, per che cosa, sollecito numero, persone, per PEC):
#   ./solleciti.sh                 prova: dice a chi si scriverebbe, e non scrive a nessuno
#   ./solleciti.sh --applica       scrive; ripetuto nello stesso giorno non scrive due volte a nessuno
# Vuole un token con adhesion:admin. L'elenco per la posta certificata: GET /reminders?audience=pec con Accept: text/csv.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
[[ $# -le 1 && ${1:---applica} == --applica ]] || uso
prova=true
[ $# -eq 0 ] || prova=false
esito=$(api POST "/reminder-runs?dry_run=$prova" -H 'Content-Type: application/json' --data '{}')
jq -r '.lines[] | select(.reminded_today | not) | [.name, .rule, .number, .people, .listed] | @tsv' <<<"$esito"
jq -r --argjson prova "$prova" '"lettere \(.letters): \(if $prova then "prova" else "in partenza" end)"' <<<"$esito" >&2
