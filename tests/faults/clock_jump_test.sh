#!/usr/bin/env bash
# clock_jump_test.sh - the clock tests under a wall clock that jumps by an hour (libfaketime), and
# under a monotonic clock that is shifted (a time namespace).
# SPDX-License-Identifier: MIT
set -u

: "${PAWL_TESTS:?names the folder of the test programs}"
# shellcheck source=tests/support/try.sh
. tests/support/try.sh

# Only the wall clock is faked, and no time-out of pthread_cond_timedwait; it is read anew from the
# file at each look. Without a process per test, because the faked process must be the one that
# writes the file.
jumping() {
    env LD_PRELOAD="$faketime" FAKETIME_TIMESTAMP_FILE="$top/clock" FAKETIME_NO_CACHE=1 \
        FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0 CK_FORK=no \
        timeout 120 "$@"
}

if faketime=$(faketime -f +0 printenv LD_PRELOAD 2>/dev/null); then
    echo '+0' >"$top/clock"
    try 'the wall clock jumps by an hour' jumping "$PAWL_TESTS/clock_test"
else
    echo 'left out, needs faketime: the wall clock jumps by an hour'
fi

# shifted COMMAND...: with the clock of a machine that has been up for a year longer.
shifted() {
    unshare --time --monotonic=31536000 --boottime=31536000 --fork "$@"
}

if shifted true 2>/dev/null; then
    for program in clock_test until_test sema_test; do
        try "$program with the monotonic clock a year ahead" shifted "$PAWL_TESTS/$program"
    done
else
    echo 'left out, needs the right to make a time namespace: the monotonic clock a year ahead'
fi

[ $((passed + failed)) -gt 0 ] || exit 77
finish
