#!/usr/bin/env bash
# thread_safety.sh: clang's thread-safety analysis in a consumer's C: mistakes are warnings at
# compile time, PAWL_GUARD and PAWL_WITH raise none.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/consumer/common.sh
. "$(dirname "$0")/common.sh"

clang=$(command -v clang || command -v clang-14) || skip "no clang"

compile() {
    local number=$1
    shift
    "$clang" -std=c11 -fsyntax-only -Wall -Wextra -Wthread-safety -Werror "$@" \
        -I"$PAWL_SOURCE/include" -DCASE="$number" "$here/annotated.c"
}

# warns CASE PATTERN
warns() {
    fails_with "$2.*-Wthread-safety" compile "$1"
}

try 'correct use raises no warning' compile 0
try 'a missing unlock' warns 1 "mutex 'mu' is not held on every path\|mutex 'mu' is still held"
try 'guarded data without the lock' warns 2 "'balance' requires holding mutex 'mu'"
try 'a function that needs the lock' warns 3 "'read_balance' requires holding mutex 'mu'"
try 'a double lock' warns 4 "acquiring mutex 'mu' that is already held"
try 'an unlock without a lock' warns 5 "releasing mutex 'mu' that was not held"
try 'the wrong lock' warns 6 "'read_balance' requires holding mutex 'mu'"
try 'a failed trylock' warns 7 "'read_balance' requires holding mutex 'mu'"
try 'a deadline that passed' warns 8 "'read_balance' requires holding mutex 'mu'"
try 'nested PAWL_WITH, -Wshadow' compile 9 -Wshadow
# Not wanted, but so the header says: the analysis does not see where a guard's scope ends.
try 'a guard, then the lock by hand' warns 10 "acquiring mutex 'mu' that is already held"
finish
