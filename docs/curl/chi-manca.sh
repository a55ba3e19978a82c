#!/usr/bin/env bash
# Quali comuni non hanno ancora fatto qualcosa, in TSV (codice ISTAT, nome):
#   ./chi-manca.sh fabbisogni 2026    non hanno inviato fabbisogni formativi per l'anno
#   ./chi-manca.sh rischi             non hanno registrato rischi locali
#   ./chi-manca.sh rpct | segretario | referente   oggi non hanno chi ricopre l'incarico
# I primi due vogliono un token della segreteria che possa leggere ciò che si cerca: agli altri sembrerebbe mancare anche chi non possono vedere.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
ndjson=(-H 'Accept: application/x-ndjson')
senza() { # PERMESSO ELENCO: i comuni che non compaiono nell'elenco
    local comuni presenti tutta
    tutta=$(api GET /me | jq --arg permesso "$1" 'any(.roles[]; . == "secretariat") and any(.permissions[]; . == $permesso)')
    if [ "$tutta" != true ]; then
        echo "Questo token non vede tutta la rete, o gli manca il permesso $1: non può dire chi manca" >&2
        exit 1
    fi
    comuni=$(api GET /municipalities "${ndjson[@]}")
    presenti=$(api GET "$2" "${ndjson[@]}" | jq -n '[inputs.municipality] | unique')
    jq -r --argjson presenti "$presenti" 'select(.istat_code | IN($presenti[]) | not) | [.istat_code, .name] | @tsv' <<<"$comuni"
}
case ${1:-} in
fabbisogni) [[ ${2:-} =~ ^[0-9]{4}$ ]] || uso; senza training-need:read "/training-needs?year=$2" ;;
rischi) senza local-risk:read '/risks?scope=local' ;;
rpct) api GET '/municipalities?vacant=rpct' "${ndjson[@]}" | jq -r '[.istat_code, .name] | @tsv' ;;
segretario) api GET '/municipalities?vacant=secretary' "${ndjson[@]}" | jq -r '[.istat_code, .name] | @tsv' ;;
referente) api GET '/municipalities?vacant=referent' "${ndjson[@]}" | jq -r '[.istat_code, .name] | @tsv' ;;
*) uso ;;
esac
