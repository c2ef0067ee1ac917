#!/usr/bin/env bash
# Runs a command beside a PostgreSQL of its own: in a temporary folder, on a free port of this machine only, with a
# password nobody knows, gone afterwards. The command finds it in HAVEN_TEST_POSTGRES.
#
#   scripts/with-postgres.sh COMMAND...
#   scripts/with-postgres.sh --find        prints the folder of the server's programs, or fails
#
# Where HAVEN_TEST_POSTGRES is set already, that server is used and nothing is started or stopped.
set -euo pipefail
source "$(dirname "$0")/say.sh"

find_programs() {
    local folder
    for folder in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV) \
        $(dirname "$(command -v initdb 2>/dev/null || echo /none/initdb)"); do
        if [[ -x $folder/initdb && -x $folder/pg_ctl ]]; then
            printf '%s\n' "$folder"
            return
        fi
    done
    return 1
}

if [[ ${1:-} == --find ]]; then
    find_programs
    exit
fi
if [[ -n ${HAVEN_TEST_POSTGRES:-} ]]; then
    "$@"
    exit
fi

programs=$(find_programs) || stop "No PostgreSQL server programs found; run scripts/need.sh postgres"
home=$(mktemp -d "${TMPDIR:-/tmp}/haven-postgres.XXXXXX")
password=$(head -c 18 /dev/urandom | base64 | tr -d '+/=')
started=no

# PostgreSQL refuses to run as root; its own account exists wherever it was installed as a package.
as_server() {
    if [[ $EUID -eq 0 ]]; then
        (cd "$home" && setpriv --reuid=postgres --regid=postgres --init-groups -- "$@")
    else
        "$@"
    fi
}

# Stops what was started here, and nothing else.
tidy_up() {
    local code=$?
    if [[ $started == yes ]]; then
        as_server "$programs/pg_ctl" --pgdata "$home/data" --mode immediate --silent stop >/dev/null 2>&1 || true
    fi
    rm -rf "$home"
    exit "$code"
}
trap tidy_up EXIT
trap 'exit 130' INT TERM

printf '%s' "$password" >"$home/password"
if [[ $EUID -eq 0 ]]; then
    id postgres >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin postgres
    chown -R postgres:postgres "$home"
fi
as_server "$programs/initdb" --pgdata "$home/data" --username haven --pwfile "$home/password" \
    --auth scram-sha-256 --encoding UTF8 --locale C.UTF-8 --no-sync >"$home/initdb.log" 2>&1 ||
    { cat "$home/initdb.log" >&2; stop "initdb failed"; }
# Test data may be lost in a power cut, so nothing waits for the disk.
cat >>"$home/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$home'
max_connections = 300
shared_buffers = 128MB
fsync = off
synchronous_commit = off
full_page_writes = off
logging_collector = off
CONF

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 20000))
    is_taken "$port" && continue
    if as_server "$programs/pg_ctl" --pgdata "$home/data" --log "$home/server.log" --options "-p $port" --wait --silent start; then
        started=yes
        break
    fi
done
[[ $started == yes ]] || { cat "$home/server.log" >&2 || true; stop "PostgreSQL did not start"; }

export HAVEN_TEST_POSTGRES="postgres://haven:$password@127.0.0.1:$port/postgres"
# The client programs of the same version, for backups.
PATH="$programs:$PATH" "$@"
