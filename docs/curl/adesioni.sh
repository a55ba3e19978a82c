#!/usr/bin/env bash
# Chi manca nella rete, dove, da quando, e a chi tocca, in TSV (comune, stato, dal, giorni, prossimo passo, a chi tocca, zona):
#   ./adesioni.sh                  tutti i comuni che si possono vedere, da chi è fermo da più tempo
#   ./adesioni.sh municipality     solo dove tocca al comune
#   ./adesioni.sh secretariat      solo dove tocca alla segreteria

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
case ${1:-} in
'' | municipality | secretariat) ;;
*) uso ;;
esac
api GET "/adhesions?sort=since${1:+&waiting=$1}" -H 'Accept: application/x-ndjson' |
    jq -r '[.name, .state, .since, .days, .next // "", .waiting // "", .zone_code // ""] | @tsv'
