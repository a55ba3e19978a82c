#!/usr/bin/env bash
# Chi ha fatto che cosa, e quando, campo per campo:  ./storia.sh risks 284
# RISORSA è il nome nell'API (risks, behaviours, training-needs, zones, referents, mandates, municipalities); ID il numero, o il codice ISTAT.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
[[ $# -eq 2 && $1 =~ ^[a-z-]+$ && $2 =~ ^[0-9]+$ ]] || uso
seguito=
while :; do
    pagina=$(api GET "/$1/$2/history?limit=100${seguito:+&cursor=$(cifra "$seguito")}")
    jq -r '.items[] | "\(.at)  \(.actor)  \(.operation)", (.changes[] | "    \(.field): \(.old) → \(.new)")' <<<"$pagina"
    seguito=$(jq -r '.next_cursor // empty' <<<"$pagina")
    [ -n "$seguito" ] || break
done
