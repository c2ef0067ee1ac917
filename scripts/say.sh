# Sourced by the other scripts: where the project is, and three ways to speak.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
PROJECT="$PWD"
# A Node.js that need.sh had to bring itself comes first.
if [[ -x "$PROJECT/.tools/node/bin/node" ]]; then
    PATH="$PROJECT/.tools/node/bin:$PATH"
fi
export PATH PROJECT

say() { printf '\033[1m%s\033[0m\n' "$*"; }
warn() { printf '\033[33m%s\033[0m\n' "$*" >&2; }
stop() {
    printf '\033[31m%s\033[0m\n' "$*" >&2
    exit 1
}
