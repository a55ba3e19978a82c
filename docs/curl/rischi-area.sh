#!/usr/bin/env bash
# I rischi di un'area in CSV:  ./rischi-area.sh B > rischi.csv
# Con un secondo argomento, solo quelli che contengono le parole:  ./rischi-area.sh B "affidamento diretto"

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
[[ ${1:-} =~ ^[A-Z]{1,2}$ ]] || uso
aree=$(api GET /vocabularies | jq -r '[.risk_areas[].code] | join(", ")')
if [[ ", $aree," != *", $1,"* ]]; then
    echo "L'area $1 non c'è: le aree sono $aree" >&2
    exit 1
fi
api GET "/risks?area=$1${2:+&q=$(cifra "$2")}" -H 'Accept: text/csv'
