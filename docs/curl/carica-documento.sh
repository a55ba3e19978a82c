#!/usr/bin/env bash
# Carica un documento di un comune, una volta sola anche se il comando si ripete:
#   ./carica-documento.sh COMUNE TIPO FILE
# COMUNE è il codice ISTAT; TIPO: act, opinion, protocol, appointment, pec_receipt, withdrawal, publication, other.
# Stampa id, titolo, stato delle firme e chi ha firmato.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
[ $# -eq 3 ] || uso
[ -r "$3" ] || { echo "$3 non si legge" >&2; exit 2; }
chiave=$(sha256sum < "$3" | cut -c1-64)
api POST "/documents?municipality=$(cifra "$1")&kind=$(cifra "$2")&filename=$(cifra "$(basename "$3")")" \
    -H 'Content-Type: application/octet-stream' -H "Idempotency-Key: $1-$2-$chiave" --data-binary "@$3" |
    jq -r '[.id, .title, .signature.status, (.signature.signers | map(.name) | join(", "))] | @tsv'
