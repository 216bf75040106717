#!/usr/bin/env bash
# story_test.sh - `pawl lab story`: each edition's play shows what that edition is known for.
# SPDX-License-Identifier: MIT
set -u

: "${PAWL:?names the pawl command}"
[ -x "$(dirname "$PAWL")/pawl-model" ] || {
    echo "skipped: this build has no scheduler (sanitizers take it for corruption)"
    exit 77
}
# shellcheck source=tests/support/try.sh
. tests/support/try.sh

# row STORY PATTERN: does a line of the story match, spaces counting as one?
row() { tr -s ' ' <<<"$1" | grep -qE "$2"; }
no_row() { ! row "$@"; }

late="^free, the woken one was late .*"
for lock in textbook m2008 m2011 m2015 m2016 pawl; do
    story=$("$PAWL" lab story $lock)
    try "$lock: a play twice is the same play" [ "$story" = "$("$PAWL" lab story $lock)" ]
    try "$lock: who finds it free owns it" row "$story" '^free owns it owns it$'
    try "$lock: the lock is free in the end" row "$(grep -B3 'A  done' <<<"$story")" \
        '\[(0 waiting|free|available, 0 blocked)\]'
    case $lock in
    m2008)
        try "m2008: a newcomer does not overtake" \
            row "$story" '^free, a waiter was just woken sleeps, at the back'
        ;;
    *)
        try "$lock: a newcomer overtakes" row "$story" '^free, a waiter was just woken owns it'
        ;;
    esac
    case $lock in
    textbook | m2011 | m2015)
        try "$lock: a woken loser queues at the back" row "$story" '^held .*sleeps, at the back$'
        try "$lock: no starvation mode" no_row "$story" STARVING
        try "$lock: the late waiter loses again" row "$story" "$late, at the back$"
        ;;
    m2016 | pawl)
        try "$lock: a woken loser queues at the front" row "$story" '^held .*, at the front$'
        try "$lock: a late waiter sets STARVING" row "$story" 'sets STARVING'
        try "$lock: a late waiter is handed it" row "$story" "$late, at the back owns it$"
        ;;
    esac
    case $lock in
    m2015 | m2016) try "$lock: a spinner sets WOKEN" row "$story" '^ [ABC] sets WOKEN \[locked' ;;
    *) try "$lock: no spinner sets WOKEN" no_row "$story" '^ [ABC] sets WOKEN \[locked' ;;
    esac
done

try "without a name: pawl" [ "$("$PAWL" lab story)" = "$("$PAWL" lab story pawl)" ]
try "an unknown name is refused" [ "$("$PAWL" lab story m1999 2>&1 >/dev/null | wc -l)" = 1 ]

finish
