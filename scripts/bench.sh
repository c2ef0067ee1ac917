#!/usr/bin/env bash
# The measurements of docs/performance.md.
set -euo pipefail
source "$(dirname "$0")/say.sh"

[[ -x bench/run.sh ]] || stop "bench/run.sh is not there."
scripts/need.sh rust build node postgres
scripts/assets.sh
exec scripts/with-postgres.sh bench/run.sh "$@"
