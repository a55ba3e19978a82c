#!/usr/bin/env bash
# I rischi di un'area in CSV:  ./rischi-area.sh B > rischi.csv
# Con un secondo argomento, solo quelli che contengono le parole:  ./rischi-area.sh B "affidamento diretto"
source "$(dirname "$0")/lib.sh"
[[ ${1:-} =~ ^[A-Z]{1,2}$ ]] || uso
if ! api GET /vocabularies | jq -e --arg area "$1" '.risk_areas | any(.code == $area)' >/dev/null; then
    echo "L'area $1 non c'è: le aree sono $(api GET /vocabularies | jq -r '[.risk_areas[].code] | join(", ")')" >&2
    exit 1
fi
api GET "/risks?area=$1${2:+&q=$(cifra "$2")}" -H 'Accept: text/csv'
