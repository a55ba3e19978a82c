#!/usr/bin/env bash
# Il registro dei rischi di un comune:  ./registro.sh 083049 xlsx > registro.xlsx   (xlsx, csv, ndjson, docx, odt, pdf)
# Con un terzo argomento, quello di un anno:  ./registro.sh 083049 pdf 2025 > registro.pdf

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
[[ ${1:-} =~ ^[0-9]{6}$ && ${3:-2026} =~ ^[0-9]{4}$ ]] || uso
percorso=/municipalities/$1/register
case ${2:-} in
csv) api GET "$percorso${3:+?year=$3}" -H 'Accept: text/csv' ;;
ndjson) api GET "$percorso${3:+?year=$3}" -H 'Accept: application/x-ndjson' ;;
xlsx) api GET "$percorso${3:+?year=$3}" -H 'Accept: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' ;;
docx | odt | pdf) api GET "$percorso/document?format=$2${3:+&year=$3}" ;;
*) uso ;;
esac
