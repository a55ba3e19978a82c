#!/usr/bin/env bash
# Aggiorna i dati dei comuni da un foglio di calcolo (xlsx o csv), prima in prova:
#   ./importa-comuni.sh FILE             prova: dice riga per riga che cosa succederebbe, e non scrive nulla
#   ./importa-comuni.sh FILE --applica   scrive, se nessuna riga è rifiutata
# La prima riga del foglio ha i nomi dei campi: istat_code e quelli da cambiare, ad esempio population;population_year.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
case ${1:-} in
*.xlsx) tipo=application/vnd.openxmlformats-officedocument.spreadsheetml.sheet ;;
*.csv) tipo=text/csv ;;
*) uso ;;
esac
[[ -r $1 && ${2:---applica} == --applica && $# -le 2 ]] || uso
manda() { api POST "/municipalities/bulk?$1" -H "Content-Type: $tipo" --data-binary @"$file"; }
file=$1
esito=$(manda dry_run=true)
[ $# -eq 1 ] || [ "$(jq .failed <<<"$esito")" -gt 0 ] || esito=$(manda dry_run=false)
jq -r '.results[] | [.row, .status, (.problem // empty | [.errors[]? | "\(.pointer): \(.detail)"] + [.detail // .title] | if length > 1 then .[:-1] else . end | join("; "))] | @tsv' <<<"$esito"
jq -r '"create \(.created), aggiornate \(.updated), invariate \(.unchanged), rifiutate \(.failed): \(if .committed then "scritto" else "non scritto" end)"' <<<"$esito" >&2
[ "$(jq .failed <<<"$esito")" -eq 0 ]
