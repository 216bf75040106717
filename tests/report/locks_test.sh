#!/usr/bin/env bash
# locks_test.sh - `pawl locks PID`: who holds which lock of a running program, and who waits.
# SPDX-License-Identifier: MIT
set -u

# shellcheck source=tests/support/try.sh
. tests/support/try.sh
guest=
finish_guest() {
    [ -z "$guest" ] || { kill "$guest" && wait "$guest"; } 2>/dev/null
    guest=
}
trap 'finish_guest; rm -rf "$top"' EXIT

# begin WORD COMMAND...: starts a program that comes to stand still, and waits until pawl locks says
# WORD of it.
begin() {
    local word=$1
    shift
    finish_guest
    "$@" >"$top/guest" 2>&1 </dev/null &
    guest=$!
    for ((i = 0; i < 600; i++)); do
        "$PAWL" locks "$guest" >"$top/out" 2>&1
        grep -q "$word" "$top/out" && return
        sleep 0.05
    done
    cat "$top/out"
    return 1
}
locks() { # locks OPTION...: of the guest
    "$PAWL" locks "$@" "$guest" >"$top/out" 2>"$top/err"
    status=$?
    cat "$top/out" "$top/err"
}

philosophers() {
    begin 'wait for each other' env PAWL_CHECK="$top/wrong.check" "$PAWL_TESTS/philosophers" wrong
}
a_circle() {
    locks
    [ $status -eq 1 ] && ! grep -E '^.{81}' "$top/out" &&
        grep -q '(pid [0-9]*): 5 locks are held, 5 threads wait\.$' "$top/out" &&
        [ "$(grep -cE '^forks\[[0-4]\] \(mutex\)$' "$top/out")" -eq 5 ] &&
        [ "$(grep -c '^  held by  thread' "$top/out")" -eq 5 ] &&
        grep -q '^  waits    thread .*, for ' "$top/out" &&
        grep -q ' at philosophers.c:[0-9]* take_left_first' "$top/out" &&
        [ "$(grep -c ' waits for forks\[' "$top/out")" -eq 5 ]
}
whole_stacks() {
    locks --stacks
    grep -q '^             philosophers.c:[0-9]* dine$' "$top/out"
}
as_json() {
    locks --json
    jq -e '.schema == "pawl-locks/1" and (.processes | length == 1) and
        ([.processes[0].locks[] | select(.lock.kind == "mutex")] | length == 5 and
            all(.holders[0].thread.tid != .waiters[0].thread.tid and .waiters[0].ns > 0 and
                .holders[0].stack[0].function == "take_left_first"))' "$top/out"
}
raw_addresses() {
    locks --raw-addresses
    grep -q '^forks\[0\] (mutex) at 0x[0-9a-f]*$' "$top/out"
}
try "philosophers, each with one fork" philosophers
try "who holds, who waits, and the circle" a_circle
try "whole stacks" whole_stacks
try "as JSON" as_json
try "addresses" raw_addresses

preloaded() {
    begin '^changed (cond)' "$PAWL" run --check -- "$PAWL_TESTS/gdb_posix" stay || return
    locks # of the pawl run, which stands for the program
    [ $status -eq 1 ] && grep -q 'for reading, for' "$top/out" || return
    for lock in left right rw changed; do
        grep -qE "^$lock \\((mutex|rwlock|cond)\\)" "$top/out" || return
    done
}
if [ -f "$PAWL_TESTS/../lib/libpawl-preload.so" ]; then
    try "a program under pawl run --check" preloaded
fi

not_checked() {
    finish_guest
    sleep 100 &
    guest=$!
    locks
    [ $status -eq 2 ] && grep -q 'is not being checked.*PAWL_CHECK=FILE' "$top/err"
}
nobody() {
    "$PAWL" locks 2000000000 2>"$top/err"
    [ $? -eq 2 ] && grep -q 'there is none' "$top/err"
}
# Not "is not being checked": whether it is, only its owner can see.
stranger=()
[ "$(id -u)" -ne 0 ] || stranger=(setpriv --reuid 65534 --clear-groups)
foreign() {
    "${stranger[@]}" "$PAWL" locks 1 2>"$top/err"
    [ $? -eq 2 ] && grep -q "process 1 is another user's" "$top/err"
}
bad_options() {
    ! "$PAWL" locks && ! "$PAWL" locks --what 1 && ! "$PAWL" locks 1 2 && ! "$PAWL" locks abc
}
help() {
    "$PAWL" locks --help >"$top/help" && ! grep -E '^.{81}' "$top/help" &&
        "$PAWL" help locks | diff - "$top/help"
}
try "a process that is not checked" not_checked
try "no process" nobody
if "${stranger[@]}" "$PAWL" --version >"$top/out" && ! "${stranger[@]}" bash -c 'kill -0 1'; then
    try "another user's process" foreign
fi
try "command lines that are wrong" bad_options
try "help" help

finish
