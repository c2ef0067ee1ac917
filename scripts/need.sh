#!/usr/bin/env bash
# Brings what the project needs and the machine lacks, on Debian and Ubuntu.
#
#   scripts/need.sh THING...     rust node build chromium postgres
#
# As root, or where sudo asks for no password, it installs by apt-get. Elsewhere it stops and prints the command to run.
set -euo pipefail
source "$(dirname "$0")/say.sh"

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command with the rights to install; fails where there are none.
as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    elif have sudo && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

may_install() { have apt-get && as_root true; }

refreshed=no
install() {
    local why=$1
    shift
    if ! may_install; then
        stop "Haven needs $why.
Please run:   sudo apt-get update && sudo apt-get install -y $*
(or the like on a system without apt), then start again."
    fi
    say "Installing $why: $*"
    if [[ $refreshed == no ]]; then
        as_root apt-get update -q
        refreshed=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" ||
        stop "Could not install $*. See the message above; without it $why is missing."
}

need_rust() {
    have cargo || stop "Haven needs a Rust toolchain (1.95 or newer): see https://rustup.rs, then start again."
    local version oldest=1.95
    version=$(rustc --version | awk '{print $2}')
    [[ $(printf '%s\n%s\n' "$oldest" "$version" | sort -V | head -n1) == "$oldest" ]] ||
        stop "Haven needs Rust $oldest or newer; here is $version. Run:   rustup update stable"
}

node_major() { node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/' || true; }

need_node() {
    local major
    major=$(node_major)
    if [[ -n $major && $major -ge 20 ]] && have npm; then
        return
    fi
    if [[ -z $major ]] || ! have npm; then
        install "Node.js 20 or newer with npm (for the pages' styles and scripts)" nodejs npm
        hash -r
        major=$(node_major)
    fi
    if [[ -z $major || $major -lt 20 ]]; then
        # The distribution's Node.js is too old. npm itself carries newer ones; ours stays in .tools/.
        local arch
        case "$(uname -m)" in
            x86_64) arch=x64 ;;
            aarch64) arch=arm64 ;;
            *) stop "Haven needs Node.js 20 or newer (here: ${major:-none}). Please install it and start again." ;;
        esac
        say "Node.js ${major:-} is too old: bringing Node.js 22 into .tools/"
        npm install --prefix .tools --no-save --no-package-lock --silent "node-linux-$arch@22" ||
            stop "Could not bring Node.js. Please install Node.js 20 or newer and start again."
        ln -sfn "node_modules/node-linux-$arch" .tools/node
    fi
}

# A C compiler and linker: SQLite and the cryptography are compiled here. No system library is needed beyond libc.
need_build() {
    have cc || install "a C compiler (for SQLite, which is compiled in)" build-essential
    have git || install "git" git ca-certificates
}

need_chromium() {
    if scripts/find-chromium.sh >/dev/null; then
        return
    fi
    # Ubuntu's package is only a door to a snap, which does not open in containers; Playwright brings its own there.
    if may_install && . /etc/os-release && [[ ${ID:-} != ubuntu ]]; then
        install "Chromium (for the browser tests)" chromium
    elif may_install; then
        say "Installing Chromium (for the browser tests) by Playwright"
        npx --no-install playwright-core install-deps chromium
        npx --no-install playwright-core install chromium
    fi
    scripts/find-chromium.sh >/dev/null || stop "Haven's browser tests need Chromium.
Please run:   sudo apt-get install -y chromium          (Debian)
or:           npx playwright-core install --with-deps chromium   (Ubuntu)
or set HAVEN_TEST_CHROMIUM to the program, then start again."
}

need_postgres() {
    if [[ -n ${HAVEN_TEST_POSTGRES:-} ]] || scripts/with-postgres.sh --find >/dev/null; then
        return
    fi
    install "PostgreSQL (the tests start one of their own)" postgresql postgresql-client
    scripts/with-postgres.sh --find >/dev/null || stop "PostgreSQL is installed but initdb and pg_ctl were not found."
}

(($#)) || stop "scripts/need.sh: name what is needed: rust node build chromium postgres"
for thing in "$@"; do
    case $thing in
        rust | node | build | chromium | postgres) "need_$thing" ;;
        *) stop "scripts/need.sh: what is '$thing'?" ;;
    esac
done
