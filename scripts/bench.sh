#!/usr/bin/env bash
# Prints how fast, small and large Amparo is on this machine, each figure beside a bare comparison: behind `make bench`.
# There is no pass mark inside. It takes about eight minutes once everything is built; the machine should be quiet.
#   BENCH_QUICK=1     under three minutes, for a first look
#   BENCH_PAIRS=3     pairs of runs, ours and the comparison in turn; 7 when not given, the first is thrown away
#   BENCH_FIGURES=list,signalling    only these; all of them: start,memory,signalling,list,commits,sessions,sign_in,journey
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The bench is no member of the workspace: its own lock file, its own target folder.
bench_target=$root/bench/target
[ -n "${CARGO_TARGET_DIR:-}" ] && bench_target=$target/bench

main() {
    scripts/setup.sh run
    scripts/build.sh
    say "Building the bench (about a minute the first time)."
    logged bench cargo build --release --locked --manifest-path bench/Cargo.toml --target-dir "$bench_target"
    export BENCH_BINARY=$target/release/amparo BENCH_DATA=$target/bench-data
    trap 'rm -rf "$BENCH_DATA"' EXIT
    local load=()
    if two_cores; then
        export BENCH_SERVER_CORE=0
        load=(taskset -c 1)
    else
        say "Servers and load share their cores: a second core, taskset or setpriv is missing, so the figures are rough."
    fi
    "${load[@]}" "$bench_target/release/bench"
    say
    say "Size (P14)"
    scripts/size.sh || say "  (scripts/size.sh complains; make test insists on it)"
}

# The server on one core, the load on another.
two_cores() {
    has taskset && has setpriv && taskset -c 0 true 2>/dev/null && taskset -c 1 true 2>/dev/null
}

main "$@"
