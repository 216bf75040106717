#!/usr/bin/env bash
# common.sh - for the cases: run a program in the way that is tested, and feed it.
# SPDX-License-Identifier: MIT
set -eu -o pipefail

# under COMMAND...: runs it as UNDER says, which has a word per line: env, or what preloads pawl.
mapfile -t words <<<"$UNDER"
under() {
    "${words[@]}" "$@"
}

# need PROGRAM...: without them the case is skipped.
need() {
    local program
    for program; do
        command -v "$program" >/dev/null || { echo "skipped: no $program here" && exit 77; }
    done
}

# make_data: some megabytes that are always the same, partly easy to compress and partly not.
make_data() {
    seq 1 250000
    cat "$BASH"
    seq 900000 -3 600000
}

# serve COMMAND...: starts a server that ends with the case. Its number is in $server.
serve() {
    (exec "${words[@]}" setpriv --pdeathsig KILL "$@" >server.log 2>&1) &
    server=$!
    trap 'kill $server 2>/dev/null || true; wait' EXIT
}

# until_up COMMAND...: waits until the command succeeds, as long as the server lives.
until_up() {
    until "$@" >/dev/null 2>&1; do
        kill -0 "$server" 2>/dev/null || { cat server.log >&2 && exit 1; }
        sleep 0.02
    done
}

# stop: ends the server in order, and says how it ended.
stop() {
    local status=0
    kill "$server" && wait "$server" || status=$?
    trap - EXIT
    echo "server ended with status $status"
}
