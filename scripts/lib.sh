# Sourced by the other scripts: where things are, and how a long step is run and told.
# shellcheck shell=bash

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# In CI every run is a fresh clone: compiled dependencies are kept outside of it.
if [ "${CI:-}" = true ]; then
    export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/amparo/target}
    export CARGO_INCREMENTAL=0
fi
# Output goes to logs.
export CARGO_TERM_COLOR=never
target=${CARGO_TARGET_DIR:-$root/target}
case $target in /*) ;; *) target=$root/$target ;; esac
logs=$target/logs

export PATH=$root/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH

say() { printf '%s\n' "$*"; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# logged NAME COMMAND…: the output goes to a log; when the command fails, the end of the log is shown.
logged() {
    local name=$1 began=$SECONDS status=0
    shift
    mkdir -p "$logs"
    "$@" >"$logs/$name.log" 2>&1 </dev/null || status=$?
    if [ "$status" -ne 0 ]; then
        say "  failed after $((SECONDS - began)) s; the end of $logs/$name.log:"
        tail -n 60 "$logs/$name.log" | sed 's/^/  | /'
    fi
    return "$status"
}

# The folder of PostgreSQL's server programs, newest first; Debian keeps them off the path. Empty when there are none.
postgres_bin() {
    local folder
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse); do
        [ -x "$folder/initdb" ] && { printf '%s\n' "$folder"; return; }
    done
    has initdb && dirname "$(command -v initdb)"
    return 0
}

# A port of 127.0.0.1 that nobody listens on at this moment.
free_port() {
    node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}
