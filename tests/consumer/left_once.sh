#!/usr/bin/env bash
# left_once.sh: a Once whose function ends the thread, in every way in which a program may have got
# the library and an unwinder. (A clean-up that needs the unwinder works in some of them only.)
# SPDX-License-Identifier: MIT
# shellcheck source=tests/consumer/common.sh
. "$(dirname "$0")/common.sh"

leaves() { # COMPILER OPTION...
    local compiler=$1
    shift
    "$compiler" -D_GNU_SOURCE -I"$PAWL_SOURCE/include" "$here/left_once.c" -o "$top/a" "$@" \
        -pthread && run "$top/a"
}

for compiler in gcc clang; do
    command -v "$compiler" >/dev/null || continue
    for library in libpawl.so libpawl.a; do
        try "$compiler, $library" leaves "$compiler" "$lib/$library"
        try "$compiler, $library, exceptions" leaves "$compiler" -fexceptions "$lib/$library"
        try "$compiler, $library, the compiler's library linked in" \
            leaves "$compiler" -static-libgcc "$lib/$library"
    done
done
finish
