#!/usr/bin/env bash
# The quick look before a commit: house rules, formatting, lints. `make test` does the rest.
set -euo pipefail
source "$(dirname "$0")/say.sh"

scripts/need.sh rust build node
scripts/assets.sh
say "House rules"
cargo run --quiet --package xtask -- tidy
cargo run --quiet --package xtask -- messages
say "Format"
cargo fmt --all --check
say "Lints"
cargo clippy --quiet --workspace --all-targets -- -D warnings
if command -v cargo-deny >/dev/null 2>&1; then
    say "Dependencies"
    cargo deny --log-level error check
else
    warn "cargo-deny is not installed, so licences and advisories were not looked at (cargo install cargo-deny)."
fi
say "All well."
