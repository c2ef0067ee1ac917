#!/usr/bin/env bash
# From clone to a page that can be signed in to. The invented world is made at first start and kept in demo/data;
# `make clean-demo` forgets it.
set -euo pipefail
source "$(dirname "$0")/say.sh"

scripts/need.sh rust build node
scripts/assets.sh
# The development profile: it builds in half the time, its libraries are optimised, and the tests share the result.
cargo build --package haven --bin haven ||
    stop "Haven could not be built; the message is above."
program="${CARGO_TARGET_DIR:-target}/debug/haven"
exec "$program" demo --serve "$@"
