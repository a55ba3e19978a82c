#!/usr/bin/env bash
# Comincia le valutazioni di un comune per un anno da quelle dell'anno prima. Si può ripetere: ciò che c'è già resta com'è.
#   ./nuovo-anno.sh 083049 2027
# Il token vuole il permesso plan:write. Sull'uscita, in TSV: bozze create, quelle che c'erano già, rischi nuovi, rischi archiviati e non riportati.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
[[ ${1:-} =~ ^[0-9]{6}$ && ${2:-} =~ ^[0-9]{4}$ ]] || uso
api POST "/municipalities/$1/evaluations/carry-over" -H 'Content-Type: application/json' -d "{\"year\": $2}" | jq -r '
    (["create", .created], ["già presenti", .there], ["nuovi da valutare", .new], ["archiviati", .gone] | @tsv),
    (.gone_risks[] | ["archiviato", .area, .process, .event] | @tsv)'
