#!/usr/bin/env bash
# The browser journeys against the release server; more arguments go to Playwright:
#   E2E_DATABASE=postgres scripts/e2e.sh consultation --headed
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export E2E_DATABASE=${E2E_DATABASE:-sqlite}
export E2E_BINARY=${E2E_BINARY:-$target/release/amparo}

main() {
    scripts/build.sh
    case $E2E_DATABASE in
        sqlite) exec playwright test --config end2end "$@" ;;
        postgres) exec scripts/postgres.sh playwright test --config end2end "$@" ;;
        *) die "E2E_DATABASE is sqlite or postgres, not '$E2E_DATABASE'." ;;
    esac
}

main "$@"
