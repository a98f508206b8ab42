#!/usr/bin/env bash
# Builds the release: the server beside its hash.txt in target/release, the site in target/site.
# Does nothing when no source is newer than the last build. More arguments go to cargo-leptos (--precompress).
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

sources=(app domain frontend migrations public relay server store style .cargo Cargo.toml Cargo.lock rust-toolchain.toml
    package-lock.json scripts/strength.mjs)
server=$target/release/amparo
stamp=$target/release/.amparo-built

main() {
    node scripts/strength.mjs
    is_built && return
    local began
    began=$(mktemp)
    say "Building Amparo (about ten minutes the first time on two cores, later seconds to two minutes)."
    # --split: once a page is a lazy route, every build has to cut its code out.
    logged build cargo leptos build --release --split "$@"
    # The time stamp is that of the beginning: what was edited meanwhile is newer.
    touch -r "$began" "$stamp"
    rm -f "$began"
}

is_built() {
    [ -x "$server" ] && [ -f "$stamp" ] && [ -z "$(find "${sources[@]}" -newer "$stamp" -print -quit)" ] && site_is_ours
}

# The site folder is shared with `make watch`: its script must be the one that this server will ask for.
site_is_ours() {
    local script
    script=$(sed -n 's/^js: //p' "$target/release/hash.txt" 2>/dev/null)
    [ -n "$script" ] && [ -f "target/site/pkg/amparo.$script.js" ]
}

main "$@"
