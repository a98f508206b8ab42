#!/usr/bin/env bash
# Installs what the Makefile needs; safe to run twice, and quick the second time.
#   scripts/setup.sh run     what `make run` needs
#   scripts/setup.sh test    that, and what `make test` needs
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

NODE_MAJOR_MIN=20
CARGO_LEPTOS=0.3.10 # the last one that builds with the pinned toolchain
CARGO_DENY=0.20.2
CARGO_NEXTEST=0.9.143
ICALENDAR=7.3.0
ICALENDAR_NEEDS=(python-dateutil==4.0.0 typing_extensions==4.16.0 tzdata==2026.6)

main() {
    case ${1:-run} in
        run) needed_to_run ;;
        test)
            needed_to_run
            needed_to_test
            ;;
        *) die "Usage: scripts/setup.sh run|test" ;;
    esac
}

needed_to_run() {
    need_node
    need_c_compiler
    need_cargo
    add_wasm_target
    install_wasm_bindgen
    install_cargo_leptos
    install_npm_packages
}

needed_to_test() {
    need_cargo_parts
    install_debian_packages
    install_icalendar
    install_cargo_tool cargo-nextest "$CARGO_NEXTEST" "any" "four minutes"
    install_cargo_tool cargo-deny "$CARGO_DENY" "exact" "a minute"
}

# --- what somebody must have installed ---------------------------------------------------------------------------

need_node() {
    has node || die "Amparo needs Node.js $NODE_MAJOR_MIN or later to build its style sheet: install it from https://nodejs.org or with your system's package manager."
    has npm || die "Amparo needs npm, which belongs to Node.js: install it, on Debian with 'apt-get install npm'."
    local major
    major=$(node -p 'process.versions.node.split(".")[0]')
    [ "$major" -ge "$NODE_MAJOR_MIN" ] ||
        die "Amparo needs Node.js $NODE_MAJOR_MIN or later and found $(node --version): install a newer one from https://nodejs.org."
}

need_c_compiler() {
    has cc || die "Amparo needs a C compiler to build SQLite and to link: install one, on Debian with 'apt-get install build-essential'."
}

need_cargo() {
    has cargo || die "Amparo needs Rust: install it with rustup from https://rustup.rs, which then picks the right version by itself."
}

need_cargo_parts() {
    cargo fmt --version >/dev/null 2>&1 || die "The tests need rustfmt: install it with 'rustup component add rustfmt'."
    cargo clippy --version >/dev/null 2>&1 || die "The tests need clippy: install it with 'rustup component add clippy'."
}

need_for_cargo_leptos() {
    has perl || die "Building cargo-leptos needs perl (for its OpenSSL): install it, on Debian with 'apt-get install perl'."
    has make || die "Building cargo-leptos needs make (for its OpenSSL): install it, on Debian with 'apt-get install make'."
}

# --- what this script installs itself ----------------------------------------------------------------------------

add_wasm_target() {
    [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ] && return
    has rustup || die "Amparo needs Rust's target wasm32-unknown-unknown: install Rust with rustup from https://rustup.rs, which can add it."
    say "Adding Rust's WebAssembly target (less than a minute)."
    logged setup-target rustup target add wasm32-unknown-unknown
}

# The version in Cargo.lock: another one stops with a schema error, and only at the end of the build.
locked_wasm_bindgen() {
    awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock
}

install_wasm_bindgen() {
    local version
    version=$(locked_wasm_bindgen)
    [ "$(wasm-bindgen --version 2>/dev/null || true)" = "wasm-bindgen $version" ] && return
    say "Installing wasm-bindgen $version, as Cargo.lock wants it (two to three minutes)."
    # Without --locked: its own lock file names a release that was withdrawn.
    logged setup-wasm-bindgen install_crate wasm-bindgen-cli --version "$version"
}

install_cargo_leptos() {
    local found
    found=$(cargo leptos --version 2>/dev/null || true)
    [ "$found" = "cargo-leptos $CARGO_LEPTOS" ] && return
    if has cargo-binstall; then
        say "Installing cargo-leptos $CARGO_LEPTOS (less than a minute)."
        logged setup-cargo-leptos cargo binstall --no-confirm "cargo-leptos@$CARGO_LEPTOS" && return
    fi
    need_for_cargo_leptos
    say "Building cargo-leptos $CARGO_LEPTOS, once (five to six minutes on two cores)."
    logged setup-cargo-leptos install_crate cargo-leptos --version "$CARGO_LEPTOS" --locked --debug --features no_downloads
}

install_npm_packages() {
    local kept=node_modules/.package-lock.json
    [ -f "$kept" ] && [ ! package-lock.json -nt "$kept" ] && return
    say "Installing the npm packages (less than a minute)."
    logged setup-npm npm ci --ignore-scripts
}

# install_cargo_tool NAME VERSION exact|any HOW-LONG
install_cargo_tool() {
    local name=$1 version=$2 which=$3 how_long=$4 found
    found=$("$name" --version 2>/dev/null | head -n 1 | cut -d ' ' -f 2 || true)
    [ "$found" = "$version" ] && return
    [ "$which" = any ] && [ -n "$found" ] && return
    say "Building $name $version, once ($how_long)."
    logged "setup-$name" install_crate "$name" --version "$version" --locked --debug
}

# Tools are built in a folder of their own that cargo removes afterwards, not in ours.
install_crate() {
    env -u CARGO_TARGET_DIR -u CARGO_BUILD_TARGET_DIR cargo install "$@"
}

# A reader of calendars that is not ours, for a test. It lives in a place of its own, where the test looks for it.
install_icalendar() {
    local place=${XDG_CACHE_HOME:-$HOME/.cache}/amparo/icalendar found
    found=$("$place/bin/python" -c 'import icalendar; print(icalendar.__version__)' 2>/dev/null || true)
    [ "$found" = "$ICALENDAR" ] && return
    say "Installing icalendar $ICALENDAR for Python (less than a minute)."
    logged setup-icalendar python3 -m venv --clear "$place"
    logged setup-icalendar "$place/bin/python" -m pip install --no-deps "icalendar==$ICALENDAR" "${ICALENDAR_NEEDS[@]}"
}

install_debian_packages() {
    local missing=()
    has "${CHROMIUM:-chromium}" || missing+=(chromium)
    [ -n "$(postgres_bin)" ] || missing+=(postgresql)
    has redis-server || missing+=(redis-server)
    has turnutils_uclient || missing+=(coturn)
    has oathtool || missing+=(oathtool)
    python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
    [ ${#missing[@]} -eq 0 ] && return
    { [ "$(id -u)" -eq 0 ] && has apt-get; } ||
        die "The tests need more programs: install the packages ${missing[*]}, on Debian with 'sudo apt-get install ${missing[*]}'."
    say "Installing the Debian packages ${missing[*]} (one to two minutes)."
    logged setup-debian apt-get update
    DEBIAN_FRONTEND=noninteractive logged setup-debian apt-get install --yes --no-install-recommends "${missing[@]}"
}

main "$@"
