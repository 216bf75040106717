#!/usr/bin/env bash
# by_name.sh: every inline function of the headers also exists in libpawl.so, for dlsym, debuggers
# and other languages, and works.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/consumer/common.sh
. "$(dirname "$0")/common.sh"

# Nothing is linked but libc, so nothing but the loaded library can answer.
build() {
    "$CC" -std=c11 -D_GNU_SOURCE -I"$PAWL_SOURCE/include" "$here/by_name.c" -o "$top/by_name" \
        -ldl -pthread
}

# The names of all inline functions in the public headers.
mapfile -t names < <(cat "$PAWL_SOURCE"/include/pawl/*.h | grep '^PAWL_INLINE ' |
    grep -oE 'pawl_[a-z_]+\(' | tr -d '(' | sort -u)

enough_names() {
    echo "${#names[@]} names"
    [ "${#names[@]}" -ge 20 ]
}

try 'build' build
try 'the headers have inline functions' enough_names
try 'found by name, and working' run "$top/by_name" "$lib/libpawl.so" "${names[@]}"
finish
