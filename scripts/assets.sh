#!/usr/bin/env bash
# npm packages and the pages' styles, scripts and fonts, each only when what it is made from has changed.
set -euo pipefail
source "$(dirname "$0")/say.sh"

stamp_of() { sha256sum "$@" | sha256sum | cut -c1-64; }

packages=$(stamp_of package.json package-lock.json .npmrc)
if [[ $(cat node_modules/.haven-stamp 2>/dev/null) != "$packages" ]]; then
    say "Fetching the npm packages"
    npm ci --no-progress
    printf '%s' "$packages" >node_modules/.haven-stamp
fi

mapfile -t sources < <(find assets -path assets/dist -prune -o -type f -print | LC_ALL=C sort)
built=$(stamp_of package-lock.json "${sources[@]}")
if [[ ! -f assets/dist/manifest.json || $(cat node_modules/.haven-assets-stamp 2>/dev/null) != "$built" ]]; then
    say "Building the pages' styles, scripts and fonts"
    npm run --silent build
    printf '%s' "$built" >node_modules/.haven-assets-stamp
fi
