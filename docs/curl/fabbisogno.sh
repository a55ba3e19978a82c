#!/usr/bin/env bash
# Registra un fabbisogno formativo una volta sola, anche se la rete cade e il comando si ripete:
#   ./fabbisogno.sh CHIAVE < fabbisogno.json
# La stessa CHIAVE (per 24 ore) dà la stessa risposta, con un contenuto diverso è rifiutata. Stampa id, comune, anno e tema.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
[ $# -eq 1 ] || uso
api POST /training-needs -H 'Content-Type: application/json' -H "Idempotency-Key: $1" --data-binary @- |
    jq -r '[.id, .municipality, .year, .topic] | @tsv'
