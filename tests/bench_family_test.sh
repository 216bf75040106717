#!/usr/bin/env bash
# bench_family_test.sh - the benchmarks of the family: each measures something for every lock that
# it knows, and finds out the one that does not do its work. Both may take more than the first try:
# how much is done in a moment, and whether threads meet, is chance.
# SPDX-License-Identifier: MIT
set -u
# shellcheck source=tests/support/try.sh
. "$(dirname "$0")/support/try.sh"
: "${PAWL:?names the pawl command}"
out=$top/out err=$top/err

measures() { # NAME
    for seconds in 0.01 0.1 1 10; do
        "$PAWL" bench --run "^$1\$" --rounds 1 --time $seconds >"$out" 2>"$err" || return
        ! [ -s "$err" ] && grep -q "^Benchmark$1/lock=pawl-" "$out" && return
    done
    cat "$out" "$err"
    return 1
}

finds_busted() { # NAME
    for seconds in 0.01 0.01 0.01 0.1 0.1 1 1 10 10; do
        "$PAWL" bench --locks busted --run "^$1\$" --rounds 1 --time $seconds >"$out" 2>"$err"
        [ $? -eq 1 ] && grep -q "^pawl bench: $1, lock busted: " "$err" && return
    done
    cat "$out" "$err"
    return 1
}

knows() { # LOCK NAME
    "$PAWL" bench --run "^$2\$" --locks "$1" --rounds 1 --time 0.01 | grep -q "lock=$1-.*ns/op"
}

are_listed() {
    [ "$(wc -l <"$top/names")" -ge 40 ] && grep -q '^RWMutexWorkWrite10$' "$top/names" &&
        grep -q '^Cond32$' "$top/names"
}

family='^(RWMutex|WaitGroup|Once|Cond|Semaphore|Reentrant)'
"$PAWL" bench --list | sed -n 's/^  //p' | grep -E "$family" >"$top/names"
try "the family is in bench --list" are_listed
while read -r name; do
    try "bench $name" measures "$name"
    try "bench $name finds busted" finds_busted "$name"
done <"$top/names"
try "the wide RWMutex is one of the locks" knows wide RWMutexWrite10
try "the token lock is one of the locks" knows token Reentrant
try "an atomic operation is one of the locks" knows atomic Once
try "nothing to measure is refused" test "$("$PAWL" bench --locks wide --run '^Mutex' 2>&1 |
    grep -c 'nothing to measure')" = 1
finish
