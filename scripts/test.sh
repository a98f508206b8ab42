#!/usr/bin/env bash
# Everything that must hold, from cheap to dear: behind `make test`, and what CI runs.
# The last line is `N passed, N failed`. A step that is no test counts as one failure, and ends the run.
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

passed=0
failed=0
native=(--workspace --exclude frontend)
CACHE_GIGABYTES_MAX=25

main() {
    trap finish EXIT
    [ "${CI:-}" != true ] || limit_cache
    step setup "What the tests need" show scripts/setup.sh test
    step fmt "Format" cargo fmt --all -- --check --color never
    step fmt-bench "Format, bench" cargo fmt --manifest-path bench/Cargo.toml -- --check --color never
    step clippy "Clippy, server side" cargo clippy "${native[@]}" --all-targets -- -D warnings
    step clippy-wasm "Clippy, browser side" cargo clippy -p frontend --target wasm32-unknown-unknown -- -D warnings
    step rustdoc "Documentation" env RUSTDOCFLAGS="-D warnings" cargo doc "${native[@]}" --no-deps
    step deny "Licences and sources" cargo deny check licenses bans sources
    rust_tests
    step build "Release build" show scripts/build.sh
    step size "Size of the first page" show scripts/size.sh
    browser_tests sqlite "Browser journeys on SQLite"
    browser_tests postgres "Browser journeys on PostgreSQL"
}

# Compiled dependencies of forgotten versions pile up between runs: past the limit we start anew.
limit_cache() {
    [ -d "$target" ] && [ "$(du -s --block-size=1G "$target" | cut -f 1)" -gt "$CACHE_GIGABYTES_MAX" ] || return 0
    say "Removing $target: it has grown past $CACHE_GIGABYTES_MAX GB."
    rm -rf "$target"
}

finish() {
    local status=$?
    [ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
    say "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] || exit 1
}

# step NAME TITLE COMMAND…: no test, but nothing goes on without it.
step() {
    local name=$1 title=$2 began=$SECONDS
    shift 2
    say "$title …"
    if [ "$1" = show ]; then shift; else set -- logged "$name" "$@"; fi
    "$@" || { failed=$((failed + 1)); say "$title: failed."; exit 1; }
    say "  done in $((SECONDS - began)) s"
}

# Domain, store, server, app and relay; each test of the store runs on SQLite and on PostgreSQL.
rust_tests() {
    local began=$SECONDS status=0 summary good bad
    say "Rust tests, on SQLite and PostgreSQL …"
    logged rust scripts/postgres.sh cargo nextest run "${native[@]}" --no-fail-fast --color never || status=$?
    summary=$(grep -E '^ *Summary \[' "$logs/rust.log" | tail -n 1 || true)
    good=$(counted "$summary" passed)
    bad=$(($(counted "$summary" failed) + $(counted "$summary" 'timed out') + $(counted "$summary" 'exec failed')))
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
    passed=$((passed + good))
    failed=$((failed + bad))
    say "  $good passed, $bad failed, $((SECONDS - began)) s"
    # Without a summary it did not compile: the rest would only say the same again.
    [ -n "$summary" ] || exit 1
}

# counted SUMMARY WORD: the number before a word of nextest's summary, 0 when it is not there.
counted() {
    grep -oE "[0-9]+ $2" <<<"$1" | head -n 1 | cut -d ' ' -f 1 | grep . || echo 0
}

# browser_tests ENGINE TITLE
browser_tests() {
    local engine=$1 began=$SECONDS status=0 good bad skipped
    local report=$logs/browser-$engine.json
    say "$2 …"
    rm -f "$report"
    E2E_DATABASE=$engine PLAYWRIGHT_JSON_OUTPUT_FILE=$report \
        logged "browser-$engine" scripts/e2e.sh --reporter=list,json || status=$?
    read -r good bad skipped < <(browser_figures "$report")
    # A run that ends badly without naming a test (no server, no browser) is one failure.
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
    passed=$((passed + good))
    failed=$((failed + bad))
    say "  $good passed, $bad failed, $skipped skipped, $((SECONDS - began)) s"
}

# Passed, failed and skipped tests of Playwright's report; zeros when it wrote none.
browser_figures() {
    node -e '
        let stats = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
        try { stats = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).stats } catch {}
        console.log(stats.expected, stats.unexpected + stats.flaky, stats.skipped)' "$1"
}

main "$@"
