#!/usr/bin/env bash
# Quali comuni non hanno ancora fatto qualcosa, in TSV (codice ISTAT, nome):
#   ./chi-manca.sh fabbisogni 2026    non hanno inviato fabbisogni formativi per l'anno
#   ./chi-manca.sh rischi             non hanno registrato rischi locali
#   ./chi-manca.sh rpct | referente   oggi non hanno chi ricopre l'incarico
source "$(dirname "$0")/lib.sh"
ndjson=(-H 'Accept: application/x-ndjson')
senza() { # i comuni che non compaiono nell'elenco chiesto
    local comuni presenti
    comuni=$(api GET /municipalities "${ndjson[@]}")
    presenti=$(api GET "$1" "${ndjson[@]}" | jq -s '[.[].municipality] | unique')
    jq -r --argjson presenti "$presenti" 'select(.istat_code | IN($presenti[]) | not) | [.istat_code, .name] | @tsv' <<<"$comuni"
}
case ${1:-} in
fabbisogni) [[ ${2:-} =~ ^[0-9]{4}$ ]] || uso; senza "/training-needs?year=$2" ;;
rischi) senza '/risks?scope=local' ;;
rpct) api GET '/municipalities?vacant=rpct' "${ndjson[@]}" | jq -r '[.istat_code, .name] | @tsv' ;;
referente) api GET '/municipalities?vacant=referent' "${ndjson[@]}" | jq -r '[.istat_code, .name] | @tsv' ;;
*) uso ;;
esac
