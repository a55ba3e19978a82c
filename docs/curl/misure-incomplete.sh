#!/usr/bin/env bash
# Le misure adottate a cui manca almeno uno dei cinque attributi, con che cosa manca:
#   ./misure-incomplete.sh [COMUNE]
# COMUNE è il codice ISTAT di sei cifre; senza, tutti i comuni che il token può leggere. Stampa comune, id, quanti attributi ci sono, quali mancano, titolo.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
[[ $# -eq 0 || ( $# -eq 1 && $1 =~ ^[0-9]{6}$ ) ]] || uso
api GET "/measure-adoptions?incomplete=true&sort=title${1:+&municipality=$1}" -H 'Accept: application/x-ndjson' |
    jq -r '[.municipality, .id, .complete, ([.completeness.attributes[] | select(.state != "present") | .name] | join(",")), .title] | @tsv'
