#!/usr/bin/env bash
# Inclusa dagli altri script: la chiamata all'API, con il rifiuto del server spiegato e il codice di uscita 1.
set -euo pipefail
: "${COMUNITA_URL:=http://127.0.0.1:8080}"

# aiuto: le righe di commento in testa allo script. uso: le stesse sull'uscita degli errori, e il codice 2.
aiuto() { sed -n '2,/^$/{s/^# \{0,1\}//p;}' "$0"; }
uso() { aiuto >&2; exit 2; }
case ${1:-} in -h | --help) aiuto; exit ;; esac

# api METODO PERCORSO [opzioni di curl]: il corpo della risposta sull'uscita. Il token viaggia in un file: la riga di comando la vedono tutti.
api() {
    local metodo=$1 percorso=$2 corpo stato
    shift 2
    corpo=$(mktemp)
    stato=$(curl -sS -o "$corpo" -w '%{http_code}' -X "$metodo" -H @<(printf 'Authorization: Bearer %s\n' "${COMUNITA_TOKEN:-}") \
        -H 'Accept-Language: it' "$@" "$COMUNITA_URL/api/v1$percorso") || { rm -f "$corpo"; echo "$COMUNITA_URL non risponde" >&2; exit 1; }
    if [ "$stato" -ge 400 ]; then
        jq -er '"\(.title): \(.detail // "")", (.errors[]? | "  \(.pointer): \(.detail)")' "$corpo" >&2 2>/dev/null || echo "errore $stato" >&2
        rm -f "$corpo"
        exit 1
    fi
    cat "$corpo"
    rm -f "$corpo"
}

# cifra TESTO: il testo come parametro di un indirizzo.
cifra() { jq -rn --arg v "$1" '$v | @uri'; }
