#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own, and throws that away afterwards:
#   scripts/postgres.sh cargo nextest run -p store
# The command finds the server in AMPARO_TEST_POSTGRES; its user may create databases.
# POSTGRES=postgres://… takes a server that already runs instead.
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

bin=$(postgres_bin)
folder=
attempts_max=5

main() {
    [ $# -gt 0 ] || die "Usage: scripts/postgres.sh COMMAND…"
    if [ -z "${POSTGRES:-}" ]; then
        [ -n "$bin" ] || die "PostgreSQL's server programs are missing: install them, on Debian with 'apt-get install postgresql'."
        trap stop EXIT
        trap 'exit 130' INT
        trap 'exit 143' TERM
        start
    fi
    AMPARO_TEST_POSTGRES=$POSTGRES PATH=$PATH${bin:+:$bin} "$@"
}

start() {
    folder=$(mktemp -d "${TMPDIR:-/tmp}/amparo-postgres.XXXXXX")
    [ "$(id -u)" -ne 0 ] || chown "$(server_user)" "$folder"
    as_server "$bin/initdb" --pgdata="$folder/data" --username=amparo --auth=trust --encoding=UTF8 --locale=C \
        --no-sync >"$folder.log" 2>&1 || die "$(cat "$folder.log")"
    local port
    for _ in $(seq "$attempts_max"); do
        port=$(free_port)
        # fsync is off: what this server holds is thrown away in any case.
        if as_server "$bin/pg_ctl" start --wait --silent --pgdata="$folder/data" --log="$folder/server.log" --options="-p $port \
            -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=300 \
            -c fsync=off -c full_page_writes=off -c synchronous_commit=off" >>"$folder.log" 2>&1; then
            POSTGRES=postgres://amparo@127.0.0.1:$port/postgres
            return
        fi
    done
    die "PostgreSQL did not start in $attempts_max attempts: $(tail -n 20 "$folder/server.log")"
}

stop() {
    [ -n "$folder" ] || return 0
    as_server "$bin/pg_ctl" stop --mode=immediate --silent --pgdata="$folder/data" >/dev/null 2>&1 || true
    rm -rf "$folder" "$folder.log"
}

# PostgreSQL refuses to run as root.
server_user() {
    if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi
}

as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u "$(server_user)" -- "$@")
    else
        "$@"
    fi
}

main "$@"
