#!/usr/bin/env bash
# Un token per gli altri script: export COMUNITA_TOKEN=$(./token.sh)
#   ./token.sh [PERMESSO...]   con COMUNITA_EMAIL e COMUNITA_PASSWORD (o li chiede): token personale che si revoca dalla pagina
#                              del profilo; senza permessi vale per tutto ciò che si può leggere, COMUNITA_GIORNI (30) è la durata
#   ./token.sh --sistema       con COMUNITA_CLIENT_ID e COMUNITA_CLIENT_SECRET: token breve di un sistema comunale

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"
case ${1:-} in
--sistema)
    [[ -n ${COMUNITA_CLIENT_ID:-} && -n ${COMUNITA_CLIENT_SECRET:-} ]] || uso
    jq -rnj '"grant_type=client_credentials&client_id=\(env.COMUNITA_CLIENT_ID | @uri)&client_secret=\(env.COMUNITA_CLIENT_SECRET | @uri)"' |
        api POST /oauth/token -H 'Content-Type: application/x-www-form-urlencoded' --data-binary @- | jq -r .access_token
    exit
    ;;
-*) uso ;;
esac
[[ ${COMUNITA_GIORNI:=30} =~ ^[1-9][0-9]{0,2}$ ]] || uso
[ -n "${COMUNITA_EMAIL:-}" ] || read -rp 'E-mail: ' COMUNITA_EMAIL
[ -n "${COMUNITA_PASSWORD:-}" ] || { read -rsp 'Password: ' COMUNITA_PASSWORD && echo >&2; }
export COMUNITA_EMAIL COMUNITA_PASSWORD
COMUNITA_TOKEN=$(jq -n '{email: env.COMUNITA_EMAIL, password: env.COMUNITA_PASSWORD}' |
    api POST /auth/login -H 'Content-Type: application/json' --data-binary @- | jq -r .access_token)
# la sessione serve solo a creare il token: si chiude comunque vada
esci() { (api DELETE "/me/sessions/$(api GET /me/sessions | jq '.items[] | select(.mine) | .id')") || true; }
trap esci EXIT
permessi=$(printf '%s\n' "$@" | jq -Rn '[inputs | select(. != "")]')
[ $# -gt 0 ] || permessi=$(api GET /me | jq '[.permissions[] | select(endswith(":read"))]')
jq -n --argjson scopes "$permessi" --arg giorno "$(date -d "+$COMUNITA_GIORNI days" +%F)" '{name: "script", scopes: $scopes, expires_on: $giorno}' |
    api POST /me/tokens -H 'Content-Type: application/json' --data-binary @- | jq -r .secret
