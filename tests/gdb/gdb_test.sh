#!/usr/bin/env bash
# gdb_test.sh - tools/gdb: what gdb shows of programs whose locks are in a known state, alive, as a
# core file, and with a libpawl that was stripped. EXPECTED/*.txt is what is to be seen, without
# addresses, process numbers and times, the locks in alphabetical order. --update writes them.
# SPDX-License-Identifier: MIT
set -u
cd "$(dirname "$0")/../.." || exit

# shellcheck source=tests/support/try.sh
. tests/support/try.sh
here=tests/gdb lib=$(dirname "$PAWL")/../lib
lib=$(realpath "$lib")

command -v gdb >/dev/null || { echo "skipped: no gdb here" && exit 77; }
[ -x "$PAWL_TESTS/gdb_scene" ] || { echo "skipped: not built under a sanitizer" && exit 77; }
if ! gdb -nx -batch -ex run /bin/true 2>&1 | grep -q 'exited normally'; then
    echo "skipped: gdb may not run programs here" && exit 77
fi

# debug NAME COMMAND...: gdb's output in $top/NAME.
debug() {
    local out=$top/$1 commands=()
    shift
    for command in "$@"; do commands+=(-ex "$command"); done
    timeout 100 gdb -nx -batch -ex 'set pagination off' -ex 'set confirm off' \
        -ex 'set width 0' -ex 'set startup-with-shell off' -ex 'source tools/gdb/pawl-gdb.py' \
        "${commands[@]}" >"$out" 2>&1 </dev/null
}

# What stays the same: from the first lock on, one line for each lock with all who have to do with
# it, sorted.
same_always() {
    sed -nE -e '/^(1\. |Nobody )/,$p' "$1" | sed -E \
        -e 's/0x[0-9a-f]+/0x1/g' -e 's/LWP [0-9]+( "[^"]*")?/LWP 1/g' \
        -e 's/for (about )?[0-9.]+ (us|ms|s)/for \11 s/' -e 's/^[0-9]+\. //' \
        -e "s|$top|TOP|g" -e '/^(\[Inferior|warning:|Saved corefile)/d' |
        awk '/^  / { line = line "|" $0; next } { if (line) print line; line = $0 }
             END { print line }' | LC_ALL=C sort | tr '|' '\n'
}

update=${1-}
shows() { # shows OUTPUT EXPECTED
    if [ "$update" = --update ]; then
        same_always "$top/$1" >"$here/expected/$2.txt"
    fi
    diff "$here/expected/$2.txt" <(same_always "$top/$1") ||
        { cat "$top/$1" && return 1; }
}

prints=()
for name in busy idle starving rw wide things once 'done' value changed units tokens again \
    by_token locker; do
    prints+=("echo $name\\ " "output $name" 'echo \n')
done

try "the layouts of structs" eval "
    debug layout 'file $PAWL_TESTS/gdb_checked' 'break reached' 'run $top/layout.check' \
        'source $here/layout.py' kill
    ! grep ' not ' '$top/layout' && grep -qE 'layout: ([0-9]+) of \1 are right' '$top/layout'"

try "each type: who waits" eval "
    debug scene 'file $PAWL_TESTS/gdb_scene' 'break reached' run 'pawl locks' \
        'gcore $top/scene.core' kill
    shows scene scene"
try "the same in a core file" eval "
    debug core 'file $PAWL_TESTS/gdb_scene' 'core $top/scene.core' 'pawl locks'
    shows core scene"
try "in a program that is linked statically" eval "
    debug static 'file $PAWL_TESTS/gdb_scene_static' 'break reached' run 'pawl locks' kill
    shows static scene"
try "each type: printed" eval "
    debug prints 'file $PAWL_TESTS/gdb_scene' 'core $top/scene.core' \
        $(printf '%q ' 'echo 1. the printers\n' "${prints[@]}")
    shows prints prints"
try "shown by address" eval "
    debug show 'file $PAWL_TESTS/gdb_scene' 'core $top/scene.core' \
        'pawl show mutex &busy' 'pawl show rwmutex &rw' 'pawl show nothing &rw'
    grep -q '^mutex 0x[0-9a-f]*: locked, 3 waiting' '$top/show' &&
        grep -q '^rwmutex 0x[0-9a-f]*: locked by 1 reader' '$top/show' &&
        grep -q 'kinds: mutex, rwmutex' '$top/show'"

mkdir "$top/stripped"
strip -o "$top/stripped/libpawl.so.0" "$lib/libpawl.so.0"
stripped() { # as with names, but for who cannot be told without
    debug bare_scene "file $PAWL_TESTS/gdb_scene" "set env LD_LIBRARY_PATH $top/stripped" \
        'set env LD_PRELOAD libpawl.so.0' 'break reached' run 'info sharedlibrary' 'pawl locks' kill
    grep -q "(\*) *$top/stripped/libpawl.so.0" "$top/bare_scene" || return
    sed -n 's/^[^ ].* 0x1 \(<.*\)/\1/p' "$here/expected/scene.txt" | sed 's/, by thread.*//' |
        while IFS= read -r state; do grep -F "$state" "$top/bare_scene" || exit 1; done
}
try "with a library that was stripped" stripped

if [ -f "$lib/libpawl-preload.so" ]; then
    posix() { # posix OUTPUT LIBRARY
        debug "$1" "file $PAWL_TESTS/gdb_posix" "set env LD_PRELOAD $2" 'break reached' run \
            'pawl locks' 'print left' 'print recursive' 'print rw' 'print changed' 'print robust' \
            kill
    }
    try "pthread locks on the preload" eval "
        posix posix '$lib/libpawl-preload.so' && shows posix posix"
    strip -o "$top/stripped/libpawl-preload.so" "$lib/libpawl-preload.so"
    try "and on one that was stripped" eval "
        posix bare '$top/stripped/libpawl-preload.so'
        grep -q 'Deadlock: 2 threads wait for each other' '$top/bare'"
fi

if [ -f "$lib/libpawl-preload.so" ]; then
    try "pthread locks that are checked: who has taken what, where" eval "
        debug real 'file $PAWL_TESTS/gdb_posix' 'set env LD_PRELOAD $lib/libpawl-preload.so' \
            'set env PAWL_CHECK $top/real.check' 'set env PAWL_CHECK_QUIET 1' \
            'break reached' run 'pawl locks' kill
        shows real real"
fi

try "the record of checks" eval "
    debug checked 'file $PAWL_TESTS/gdb_checked' 'break reached' 'run $top/made.check' \
        'pawl locks' 'gcore $top/checked.core' kill
    shows checked checked"
try "in a core file, from its file" eval "
    debug checked_core 'file $PAWL_TESTS/gdb_checked' 'core $top/checked.core' 'pawl locks'
    grep -q 'held by .* for about [0-9.]* s' '$top/checked_core'"
rm -f "$top/made.check"
try "and it says so if that is gone" eval "
    debug gone 'file $PAWL_TESTS/gdb_checked' 'core $top/checked.core' 'pawl locks'
    grep -q 'file $top/made.check is gone' '$top/gone' && grep -q coredump_filter '$top/gone'"

try "goroutines, and where they wait" eval "
    debug goroutines 'file $PAWL_TESTS/gdb_goroutines' 'break reached' run 'pawl goroutines' \
        'pawl goroutines -stacks' 'gcore $top/goroutines.core' kill
    grep -q '^goroutine 1 .server.: waiting' '$top/goroutines' &&
        grep -A1 '^goroutine 1 ' '$top/goroutines' | grep -q 'at serve (goroutines.c:' &&
        grep -A1 '^goroutine 2: waiting' '$top/goroutines' | grep -q 'at lock (goroutines.c:' &&
        grep -q ' begin (leave.c:' '$top/goroutines' && ! grep -q '^goroutine 3' '$top/goroutines'"
try "a core file has no stacks that were never used" eval "
    [ \$(stat -c %s '$top/goroutines.core') -lt 1000000000 ]"
try "no goroutines" eval "
    debug without 'file $PAWL_TESTS/gdb_scene' 'break reached' run 'pawl goroutines' kill
    grep -q 'There are no goroutines' '$top/without'"

try "without a program" eval "
    debug nothing 'pawl locks'
    grep -q 'There is no program' '$top/nothing'"
try "without pawl" eval "
    debug none 'file /bin/true' starti 'pawl locks' kill
    grep -q 'no libpawl is in this program' '$top/none'"

finish
