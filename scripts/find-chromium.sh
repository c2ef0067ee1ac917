#!/usr/bin/env bash
# Prints the path of a Chromium that starts without a screen; fails when there is none.
set -euo pipefail

candidates=("${HAVEN_TEST_CHROMIUM:-}")
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    candidates+=("$(command -v "$name" 2>/dev/null || true)")
done
candidates+=("$HOME"/.cache/ms-playwright/chromium-*/chrome-linux*/chrome)
for program in "${candidates[@]}"; do
    # The snap's door says its version only where snaps work.
    if [[ -n $program && -x $program ]] && "$program" --version >/dev/null 2>&1; then
        printf '%s\n' "$program"
        exit 0
    fi
done
exit 1
