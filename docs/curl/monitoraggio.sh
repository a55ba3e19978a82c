#!/usr/bin/env bash
# A che punto sono i giri di monitoraggio di un anno, un comune per riga:
#   ./monitoraggio.sh 2026
# Stampa codice ISTAT, numero del giro, stato, scadenza, misure del campione verificate e quante sono.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
[ $# -eq 1 ] || uso
api GET "/monitoring-rounds?year=$(cifra "$1")" -H 'Accept: application/x-ndjson' |
    jq -r '[.municipality, .number, .state, .due_on, .progress.sampled_reviewed, .progress.sampled] | @tsv'
