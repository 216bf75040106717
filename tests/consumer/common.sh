#!/usr/bin/env bash
# common.sh - sourced by the consumer tests: where things are, and one check at a time.
#
# From the environment: CC, CXX, PAWL_SOURCE (this source tree) and PAWL_BUILD (a build folder with
# lib/libpawl.a and lib/libpawl.so). A test that cannot run exits with 77 and says why.
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2034 # the variables are for the scripts that source this
set -u

: "${CC:=gcc}" "${CXX:=g++}"
: "${PAWL_SOURCE:=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
: "${PAWL_BUILD:=$PAWL_SOURCE/build}"
here=$PAWL_SOURCE/tests/consumer
lib=$PAWL_BUILD/lib
hung=120 # seconds; no verdict depends on time otherwise

skip() {
    echo "skipped: $*"
    exit 77
}

[ -f "$lib/libpawl.a" ] || skip "no library in $lib"
# shellcheck source=tests/support/try.sh
. "$PAWL_SOURCE/tests/support/try.sh"

# run COMMAND...: ends what hangs, and finds the shared library.
run() {
    LD_LIBRARY_PATH=$lib timeout -k 5 "$hung" "$@"
}

# fails_with PATTERN COMMAND...: the command must fail and must say PATTERN.
fails_with() {
    local pattern=$1
    shift
    if "$@" >"$top/said" 2>&1; then
        cat "$top/said"
        echo "it succeeded"
        return 1
    fi
    grep -q -e "$pattern" "$top/said" && return
    cat "$top/said"
    echo "it did not say: $pattern"
    return 1
}

# library_sources: what the library is made of, with the production park back end, and contexts
# in C.
library_sources() {
    find "$PAWL_SOURCE"/src/{base,park,sema,sync,goroutine,chan,watch} -name '*.c' \
        ! -name futex_pthread.c
}

# object_of SOURCE: a name for its object. Several folders have a file of one name.
object_of() {
    local name=${1#"$PAWL_SOURCE"/src/}
    echo "${name//\//_}.o"
}
