#!/usr/bin/env bash
# corpus_test.sh - does tests/check/run tell right from wrong? It is shown made reports, by a false
# pawl.
# SPDX-License-Identifier: MIT
set -u

# shellcheck source=tests/support/try.sh
. tests/support/try.sh
runner=$PWD/tests/check/run
cd "$top" || exit

# The pawl: writes the report that is in $top/made, says $top/says, and runs the program.
cat >pawl <<'END'
#!/usr/bin/env bash
[ "$2" != --help ] || { echo "  --check" && exit; }
top=$(dirname "$0")
while [ "$1" != -- ]; do
    [ "$1" != --json ] || report=$2
    echo "$1" >>"$top/options"
    shift
done
"$2" &
cat "$top/says" >&2
wait $!
status=$?
[ ! -e "$top/made" ] || cp "$top/made" "$report"
exit $status
END
printf '#!/bin/sh\nexit %s\n' 0 >ends
printf '#!/bin/sh\nexit %s\n' 3 >ends_with_3
printf '#!/bin/sh\nexec sleep 100\n' >hangs
chmod +x pawl ends ends_with_3 hangs

# finding KIND HIDDEN FUNCTION...: as the JSON has it.
finding() {
    local stack
    stack=$(printf '{"function":"%s","file":"x.c","line":3},' "${@:3}")
    printf '{"kind":"%s","hidden":%s,"times":1,"steps":[{' "$1" "$2"
    printf '"thread":{"tid":7,"number":1,"name":"x"},'
    printf '"wanted":{"lock":{"name":"mu","kind":"mutex"},"stack":[%s]},' "${stack%,}"
    printf '"holder":{"tid":8,"name":"y"}}]}'
}

# made FINDING...: the report; says nothing.
made() {
    local IFS=,
    printf '{"format":"pawl-check/1","processes":[{"pid":7,"program":"x","findings":[%s]}]}' "$*" \
        >made
    : >says
    : >options
}

# judged VERDICT PROGRAM LINE...: what does the runner say of a source with that head?
judged() {
    local want=$1 program=$2
    shift 2
    printf '// %s\n' "$@" >source.c
    if PAWL=./pawl PATIENCE=2 "$runner" source.c "$program" >judgement; then
        [ "$want" = right ]
    else
        [ "$want" = wrong ] && tail -n 1 judgement | grep -q '^[0-9]* passed, [1-9][0-9]* failed$'
    fi || { cat judgement && false; }
}

order=$(finding order false pay transfer main refund)
reentry=$(finding reentry false say main)

made
try "nothing" judged right ./ends "expect: nothing"
try "nothing, and something was expected" judged wrong ./ends "expect: order in pay"
try "no expectation at all" judged wrong ./ends "hello"
try "another status" judged wrong ./ends_with_3 "expect: nothing"
try "a status that is expected" judged right ./ends_with_3 "expect: nothing" "status: 3"
made "$order"
try "something, and nothing was expected" judged wrong ./ends "expect: nothing"
try "a finding" judged right ./ends "expect: order in pay in refund"
try "of another kind" judged wrong ./ends "expect: deadlock in pay in refund"
try "in another function" judged wrong ./ends "expect: order in pay in refunds"
try "expected twice" judged wrong ./ends "expect: order in pay" "expect: order in refund"
made "$order" "$order"
try "found twice" judged wrong ./ends "expect: order in pay"
try "found and expected twice" judged right ./ends "expect: order in pay" "expect: order in refund"
made "$order" "$reentry"
try "one more" judged wrong ./ends "expect: order in pay"
try "two kinds, in any order" judged right ./ends "expect: reentry in say" "expect: order in pay"
made "$order" "$(finding order true pay refund)"
try "a hidden one does not count" judged right ./ends "expect: order in pay"
rm made
try "no report" judged wrong ./ends "expect: nothing"
echo '{' >made
try "half a report" judged wrong ./ends "expect: nothing"

made
try "options are handed on" judged right ./ends "expect: nothing" "options: --held-too-long 50"
try "all of them" grep -qx -e --held-too-long options

made "$reentry"
echo 'pawl: reentry: thread 1 waits for itself' >says
try "a program that hangs" judged right ./hangs "expect: reentry in say" hangs
try "one that should, and does not" judged wrong ./ends "expect: reentry in say" hangs
try "one that should not, and does" judged wrong ./hangs "expect: reentry in say"
: >says
try "one that hangs, and nothing is said" judged wrong ./ends "expect: reentry in say" hangs
finish
