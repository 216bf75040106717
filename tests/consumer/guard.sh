#!/usr/bin/env bash
# guard.sh: PAWL_GUARD and PAWL_WITH unlock when the thread is cancelled (C with -fexceptions) and
# when an exception passes (C++). And exceptions stay with their goroutines.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/consumer/common.sh
. "$(dirname "$0")/common.sh"

cancel() {
    local compiler=$1
    shift
    "$compiler" -std=c11 -D_GNU_SOURCE -I"$PAWL_SOURCE/include" "$@" "$here/guard_cancel.c" \
        -o "$top/cancel" "$lib/libpawl.a" -pthread && run "$top/cancel"
}

throw() {
    local compiler=$1
    shift
    "$compiler" -Wall -Wextra -Werror -I"$PAWL_SOURCE/include" "$@" "$here/guard_throw.cpp" \
        -o "$top/throw" "$lib/libpawl.a" -pthread && run "$top/throw"
}

# uncaught_exception: C++11 has no other.
goroutines() {
    local compiler=$1
    shift
    "$compiler" -Wall -Wextra -Wno-deprecated-declarations -std=c++14 "$@" \
        -I"$PAWL_SOURCE/include" "$here/goroutine_throws.cpp" -o "$top/throws" "$lib/libpawl.a" \
        -pthread -ldl || return
    local procs
    for procs in 1 2 4; do
        PAWL_PROCS=$procs run "$top/throws" || return
    done
    PAWL_GO=migrate run "$top/throws"
}

for compiler in gcc clang; do
    command -v "$compiler" >/dev/null || continue
    for level in -O0 -O2; do
        try "$compiler $level: cancelled" cancel "$compiler" "$level" -fexceptions
    done
done
# The option is needed, and this test can tell.
try 'without -fexceptions it stays locked' \
    fails_with 'guard, cancelled: still locked' cancel gcc -O2 -fno-exceptions
for compiler in "$CXX" clang++; do
    command -v "$compiler" >/dev/null || continue
    for dialect in c++11 c++20; do
        for level in -O0 -O2; do
            try "$compiler -std=$dialect $level: exception" \
                throw "$compiler" "$level" -std="$dialect"
        done
    done
    try "$compiler: goroutines with exceptions" goroutines "$compiler" -O2
done
finish
