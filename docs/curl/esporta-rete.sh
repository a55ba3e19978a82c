#!/usr/bin/env bash
# Tutta la rete in una cartella nuova, un CSV per risorsa e i numeri in network.json:  ./esporta-rete.sh rete-2026-11-23
# COMUNITA_FORMATO=ndjson per avere un oggetto JSON per riga.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
[[ $# -eq 1 && ! -e $1 ]] || uso
case ${COMUNITA_FORMATO:=csv} in
csv) tipo=text/csv ;;
ndjson) tipo=application/x-ndjson ;;
*) uso ;;
esac
parte=$(mktemp -d "$1.XXXX") # la cartella compare solo intera
trap 'rm -rf "$parte"' EXIT
api GET /network | jq . >"$parte/network.json"
for risorsa in municipalities zone-sets zones referents mandates conventions risks behaviours training-needs; do
    api GET "/$risorsa" -H "Accept: $tipo" >"$parte/$risorsa.$COMUNITA_FORMATO"
    echo "$risorsa: $(wc -l <"$parte/$risorsa.$COMUNITA_FORMATO") righe" >&2
done
mv -T "$parte" "$1"
