#!/usr/bin/env bash
# check_run_test.sh - what `pawl run --check` says, writes and leaves behind, and when.
# SPDX-License-Identifier: MIT
set -u

# shellcheck source=tests/report/guest.sh
. tests/report/guest.sh
unset PAWL_CHECK PAWL_CHECK_ABORT PAWL_CHECK_HELD_TOO_LONG
guest=$(dirname "$guest")/report_wrong_guest

# ---- what is found -------------------------------------------------------------------------------

nothing() {
    run --check "$guest" nothing 3
    [ $status -eq 3 ] && said '^pawl: no findings; 1 lock of 1 kind, 0 lock orders looked at.$' &&
        [ "$(wc -l <"$err")" -eq 2 ] && clean
}
one_finding() {
    run --check "$guest" leave 3
    [ $status -eq 3 ] && said '^pawl: thread-ends-holding: ' && said 'wrong_guest.c:[0-9]* leave' &&
        said '^pawl: 1 finding in report_wrong_guest' && clean
}
# It hangs, and is told all the same; Ctrl-C then ends it.
live() {
    "$PAWL" run --check "$guest" deadlock >"$out" 2>"$err" &
    local pawl=$!
    until_there '^pawl: deadlock: ' "$err" || return
    "$PAWL" report "$(sed -n 's/^ready //p' "$out")" >shown || return
    grep -q '^pawl: deadlock: ' shown && grep -q 'take_both' shown || return
    ! grep -q 'so far' shown || return # both threads have found it, and it is one
    kill -TERM "$(sed -n 's/^ready //p' "$out")"
    wait $pawl
    [ $? -eq 143 ] && [ "$(grep -c '^pawl: deadlock: ' "$err")" -eq 1 ] && clean
}
live_file() {
    "$PAWL" run --check --report-to live.txt "$guest" deadlock >"$out" 2>"$err" &
    local pawl=$!
    until_there '^pawl: deadlock: ' live.txt || return
    kill -TERM "$(sed -n 's/^ready //p' "$out")"
    wait $pawl
    [ ! -s "$err" ] && grep -q '^pawl: 1 finding in' live.txt && [ "$(stat -c %a live.txt)" = 600 ]
}
# A report that is not whole is no success: who reads it would take it for "nothing found".
full() {
    run --check --report-to /dev/full "$guest" leave
    [ $status -eq 2 ] && said '^pawl: cannot write /dev/full$' && clean
}
held() {
    run --check --held-too-long 300 "$guest" slow
    [ $status -eq 0 ] && said '^pawl: held-too-long: ' && said 'hold$'
}
width() {
    ! grep -q '.\{81\}' "$err"
}
try "nothing" nothing
try "a lock that is left locked" one_finding
try "80 columns" width
try "a deadlock, while it lasts" live
try "also into a file" live_file
try "a report that cannot be written" full
try "a lock that is held for long" held

# ---- what pawl does about it ---------------------------------------------------------------------

exit_code() {
    run --check --exit-code 99 "$guest" leave 3
    [ $status -eq 99 ] || return
    run --check --exit-code 99 "$guest" nothing 3
    [ $status -eq 3 ]
}
aborts() {
    ulimit -c 0
    run --check --on-finding=abort "$guest" leave
    [ $status -eq 134 ] && said '^pawl: thread-ends-holding: ' && clean
}
quiet() {
    run --check -q --exit-code 9 --json q.json "$guest" leave
    [ $status -eq 9 ] && [ ! -s "$err" ] && grep -q '"thread-ends-holding"' q.json
}
suppressed() {
    printf 'kind=thread-ends-holding lock=queue_lock reason=a test\nkind=order reason=x\n' >rules
    run --check --exit-code 9 --suppress rules "$guest" leave
    [ $status -eq 0 ] && said '^pawl: 1 finding is suppressed' || return
    said 'rules:2: nothing was found' || return
    ! grep -q '^pawl: thread-ends-holding: ' "$err" || return
    run --check --suppress rules --all-findings "$guest" leave
    said '^pawl: thread-ends-holding: ' && said 'Suppressed: a test'
}
kept() {
    run --check -o kept "$guest" leave
    [ $status -eq 0 ] && "$PAWL" report kept >shown || return
    grep -q '^pawl: thread-ends-holding: ' shown || return
    "$PAWL" report kept/*.pawl | cmp shown - || return
    run --check --json run.json "$guest" leave
    "$PAWL" report run.json | grep -q '^pawl: thread-ends-holding: '
}
# Of six processes that have ended no record takes up room any more.
removed() {
    run --check "$guest" children
    [ "$(cat "$out")" = 1 ] && said 'in 7 processes' && clean
}
addresses() {
    run --check "$guest" leave
    ! grep -q 0x "$err" || return
    run --check --raw-addresses "$guest" leave
    said '0x[0-9a-f]*, which'
}
try "--exit-code" exit_code
try "--on-finding=abort" aborts
try "--quiet" quiet
try "--suppress" suppressed
try "--output and --json" kept
try "records of children" removed
try "--raw-addresses" addresses

# ---- what is refused -----------------------------------------------------------------------------

refused() { # MESSAGE ARGUMENT...
    local message=$1
    shift
    run "$@" touch started
    [ $status -eq 2 ] && said "$message" && [ "$(wc -l <"$err")" -eq 1 ] || return
    [ ! -e started ] && clean
}
for option in --hold --sample=2 --signal=USR1 -kname -n3 -s --stacks=3 -p1 --all-processes \
    --html=x --pprof=x --folded=x --by=waiter; do
    try "refused: $option" refused 'is about waits, and checks do not measure them' --check $option
done
for option in --held-too-long=5 --on-finding=abort --exit-code=5 --suppress=x --all-findings; do
    try "refused without --check: $option" refused 'it needs --check' $option
done
try "refused: an exit code" refused 'no number from 1 to 255' --check --exit-code 256
try "refused: a reaction" refused 'neither report nor abort' --check --on-finding=panic
try "refused: no such file" refused 'nowhere: No such file' --check --suppress nowhere
echo 'kind=order' >bad
try "refused: a bad rule" refused 'bad:1: this rule gives no reason' --check --suppress bad
finish
