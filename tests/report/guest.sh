#!/usr/bin/env bash
# guest.sh - sourced by scripts that run programs under `pawl run`: after it they are in an empty
# folder, $guest is a program to run, and records go where `clean` looks for them.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/support/try.sh
. tests/support/try.sh
: "${PAWL:?names the pawl command}" "${PAWL_TESTS:?names the folder of the test programs}"
PAWL=$(realpath "$PAWL")
# shellcheck disable=SC2034 # the scripts use these
guest=$(realpath "$PAWL_TESTS")/report_guest
out=$top/out err=$top/err
export XDG_RUNTIME_DIR=$top/records
# shellcheck disable=SC2034
source=$PWD
mkdir "$top/work" "$XDG_RUNTIME_DIR" && cd "$top/work" || exit
unset LD_PRELOAD PAWL_PROFILE PAWL_LOCK

# run ARGUMENT...: pawl run, with its output in $out and $err, its status in $status.
run() {
    "$PAWL" run "$@" >"$out" 2>"$err"
    # shellcheck disable=SC2034
    status=$?
}

said() { # PATTERN: on standard error
    grep -q -e "$1" "$err" || { cat "$err" && false; }
}

clean() { # no record is left
    [ -z "$(ls -A "$XDG_RUNTIME_DIR")" ] || { ls -lR "$XDG_RUNTIME_DIR" && false; }
}

until_there() { # PATTERN FILE: waits until a line is there
    for _ in $(seq 600); do
        grep -q -e "$1" "$2" 2>/dev/null && return 0
        sleep 0.1
    done
    false
}
