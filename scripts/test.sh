#!/usr/bin/env bash
# Everything that must hold, one step after the other. A step that fails does not stop the others; the summary at the
# end says which did, and the exit code is that of the whole.
set -uo pipefail
source "$(dirname "$0")/say.sh"

scripts/need.sh rust build node chromium postgres || exit 1
scripts/assets.sh || stop "The pages' styles and scripts could not be built."

names=() outcomes=() seconds=()
failed=0

step() {
    local name=$1 begun=$SECONDS
    shift
    say "== $name"
    if "$@"; then
        outcomes+=(passed)
    else
        outcomes+=(FAILED)
        failed=1
    fi
    names+=("$name")
    seconds+=($((SECONDS - begun)))
}

skip() {
    names+=("$1")
    outcomes+=("$2")
    seconds+=(0)
}

rust_tests() {
    if command -v cargo-nextest >/dev/null 2>&1; then
        scripts/with-postgres.sh cargo nextest run --workspace --no-fail-fast
    else
        scripts/with-postgres.sh cargo test --workspace --no-fail-fast --lib --bins --tests --examples
    fi
}

asset_tests() {
    npm run --silent check || return 1
    local files
    mapfile -t files < <(find assets -path assets/dist -prune -o -name '*.test.mjs' -print)
    ((${#files[@]} == 0)) || node --test "${files[@]}"
}

browser_tests() {
    HAVEN_TEST_CHROMIUM=$(scripts/find-chromium.sh) || return 1
    export HAVEN_TEST_CHROMIUM
    # One after the other: two cores hold one browser and one desk.
    node --test --test-concurrency=1 tests/browser/*.test.mjs
}

step "House rules (xtask tidy)" cargo run --quiet --package xtask -- tidy
step "Words (xtask messages)" cargo run --quiet --package xtask -- messages
step "Data dictionary is fresh" cargo run --quiet --package xtask -- dictionary --check
step "Format" cargo fmt --all --check
step "Lints" cargo clippy --quiet --workspace --all-targets -- -D warnings
step "Rust tests, SQLite and PostgreSQL" rust_tests
step "Examples in the documentation" cargo test --quiet --workspace --doc
step "Assets: types and tests" asset_tests
if compgen -G 'tests/browser/*.test.mjs' >/dev/null; then
    step "Browser, end to end" browser_tests
else
    skip "Browser, end to end" "none here"
fi

echo
say "Summary"
for at in "${!names[@]}"; do
    printf '  %-38s %-10s %5d s\n' "${names[$at]}" "${outcomes[$at]}" "${seconds[$at]}"
done
if ((failed)); then
    stop "make test: something FAILED (see above)"
fi
say "make test: all passed in $((SECONDS / 60)) min $((SECONDS % 60)) s"
