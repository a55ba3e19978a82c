#!/usr/bin/env bash
# La rete per zona, in TSV (codice della zona, zona, codice ISTAT, comune, abitanti):
#   ./zone.sh               le zone operative oggi
#   ./zone.sh 2026-12-31    quelle che lo erano quel giorno, con i comuni di allora
# Sono dati pubblici: il token non serve. Insieme e totali sono sull'uscita degli errori.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
[[ $# -le 1 && ${1:-2026-12-31} =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || uso
resoconto=$(api GET "/zone-report${1:+?on=$1}")
jq -r '.zones[] | . as $zona | .members[] | [$zona.code, $zona.name, .municipality, .name, .population] | @tsv' <<<"$resoconto"
jq -r '"\(.set_name) al \(.on): \(.zones | length) zone, \([.zones[].members[]] | length) comuni"' <<<"$resoconto" >&2
