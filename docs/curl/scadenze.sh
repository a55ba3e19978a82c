#!/usr/bin/env bash
# Le scadenze da oggi in poi per i comuni di un regime (ordinary, simplified, small, undetermined), una riga ciascuna:
#   ./scadenze.sh small
# Stampa data effettiva, «prevista» se nessun atto l'ha fissata, titolo e fonte.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
[ $# -eq 1 ] || uso
api GET "/deadlines?limit=200&sort=date&from=$(date +%F)&regime=$(cifra "$1")" |
    jq -r '.items[] | [.effective_date, (if .planned then "prevista" else "" end), .title, .source_act] | @tsv'
