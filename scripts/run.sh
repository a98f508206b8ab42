#!/usr/bin/env bash
# Sets up, builds and starts the demo clinic: behind `make run`.
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

main() {
    scripts/setup.sh run
    scripts/build.sh
    read_env_file
    local port=${PORT:-3000}
    export AMPARO_DATA=${AMPARO_DATA:-data}
    export AMPARO_LISTEN=${AMPARO_LISTEN:-127.0.0.1:$port}
    export AMPARO_ORIGIN=${AMPARO_ORIGIN:-http://localhost:$port}
    exec "$target/release/amparo" --demo
}

# Lines NAME=value of .env; what the environment already says wins.
read_env_file() {
    [ -f .env ] || return 0
    local name value
    while IFS='=' read -r name value; do
        [[ $name =~ ^[A-Z][A-Z0-9_]*$ ]] && [ -z "${!name+set}" ] && export "$name=$value"
    done <.env
    return 0
}

main "$@"
