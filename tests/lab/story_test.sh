#!/usr/bin/env bash
# story_test.sh - `pawl lab story`: each edition's play shows what that edition is known for.
# SPDX-License-Identifier: MIT
set -u

: "${PAWL:?names the pawl command}"
[ -x "$(dirname "$PAWL")/pawl-model" ] || {
    echo "skipped: this build has no scheduler (sanitizers take it for corruption)"
    exit 77
}
passed=0 failed=0

check() { # TEXT COMMAND...
    local text=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $text"
    fi
}

# row STORY PATTERN: does a line of the story match, spaces counting as one?
row() { tr -s ' ' <<<"$1" | grep -qE "$2"; }
no_row() { ! row "$@"; }

late="^free, the woken one was late .*"
for lock in textbook m2008 m2011 m2015 m2016 pawl; do
    story=$("$PAWL" lab story $lock)
    check "$lock: a play twice is the same play" [ "$story" = "$("$PAWL" lab story $lock)" ]
    check "$lock: who finds it free owns it" row "$story" '^free owns it owns it$'
    check "$lock: the lock is free in the end" row "$(grep -B3 'A  done' <<<"$story")" \
        '\[(0 waiting|free|available, 0 blocked)\]'
    case $lock in
    m2008)
        check "m2008: a newcomer does not overtake" \
            row "$story" '^free, a waiter was just woken sleeps, at the back'
        ;;
    *)
        check "$lock: a newcomer overtakes" row "$story" '^free, a waiter was just woken owns it'
        ;;
    esac
    case $lock in
    textbook | m2011 | m2015)
        check "$lock: a woken loser queues at the back" row "$story" '^held .*sleeps, at the back$'
        check "$lock: no starvation mode" no_row "$story" STARVING
        check "$lock: the late waiter loses again" row "$story" "$late, at the back$"
        ;;
    m2016 | pawl)
        check "$lock: a woken loser queues at the front" row "$story" '^held .*, at the front$'
        check "$lock: a late waiter sets STARVING" row "$story" 'sets STARVING'
        check "$lock: a late waiter is handed it" row "$story" "$late, at the back owns it$"
        ;;
    esac
    case $lock in
    m2015 | m2016) check "$lock: a spinner sets WOKEN" row "$story" '^ [ABC] sets WOKEN \[locked' ;;
    *) check "$lock: no spinner sets WOKEN" no_row "$story" '^ [ABC] sets WOKEN \[locked' ;;
    esac
done

check "without a name: pawl" [ "$("$PAWL" lab story)" = "$("$PAWL" lab story pawl)" ]
check "an unknown name is refused" [ "$("$PAWL" lab story m1999 2>&1 >/dev/null | wc -l)" = 1 ]

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
