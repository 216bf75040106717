#!/usr/bin/env bash
# pprof_test.sh - go's own pprof opens the files, and finds in them the numbers that went in
# (tests/report/made_profile.h).
# SPDX-License-Identifier: MIT
set -u

: "${PAWL_TESTS:?names the folder of the test programs}"
# shellcheck source=tests/support/try.sh
. tests/support/try.sh

# pprof FILE OPTION...: what go tool pprof prints, blanks counting as one. It may look for the
# program that the profile is of, in vain.
pprof() {
    local file=$1
    shift
    HOME=$top PPROF_TMPDIR=$top go tool pprof "$@" "$file" 2>"$top/pprof.err" |
        sed -E 's/[[:blank:]]+/ /g; s/^ //; s/ $//'
    return "${PIPESTATUS[0]}"
}

# has TEXT LINE...: each is a line of the text.
has() {
    local text=$1 line
    shift
    for line; do
        grep -qxF -e "$line" <<<"$text" && continue
        echo "no line '$line' in:"
        echo "$text"
        return 1
    done
}
has_not() { ! grep -qF -e "$2" <<<"$1"; }

mkdir "$top/one" "$top/two"
"$PAWL_TESTS/outputs_test" --write "$top/one" 1 || exit 1
"$PAWL_TESTS/outputs_test" --write "$top/two" 2 || exit 1

waiters=$(pprof "$top/one/waiters.pb.gz" -top -unit=ms -nodefraction=0)
try 'it opens as a profile of delays' has "$waiters" 'Type: delay' \
    'Duration: 2s, Total samples = 3100ms (155.00%)'
try 'who waited' has "$waiters" \
    '2400ms 77.42% 77.42% 2400ms 77.42% queue_pop (inline)' \
    '600ms 19.35% 96.77% 600ms 19.35% queue_push' \
    '90ms 2.90% 99.68% 90ms 2.90% lookup' \
    '10ms 0.32% 100% 10ms 0.32% [unknown]' \
    '0 0% 100% 3090ms 99.68% main' \
    '0 0% 100% 2400ms 77.42% worker' \
    '0 0% 100% 90ms 2.90% walk'

counts=$(pprof "$top/one/waiters.pb.gz" -top -nodefraction=0 -sample_index=contentions)
try 'how often' has "$counts" '3000 66.52% 66.52% 3000 66.52% queue_pop (inline)' \
    '1000 22.17% 88.69% 1000 22.17% queue_push'

unlockers=$(pprof "$top/one/unlockers.pb.gz" -top -unit=ms -nodefraction=0 -lines)
try 'who made them wait, by line' has "$unlockers" \
    '2700ms 87.38% 87.38% 2700ms 87.38% queue_push /src/demo.c:60' \
    '300ms 9.71% 97.09% 300ms 9.71% queue_pop /src/demo.c:40 (inline)' \
    '90ms 2.91% 100% 90ms 2.91% libpool.so.1+0xbeef' \
    '0 0% 100% 90ms 2.91% 0x7f0000001000'

raw=$(pprof "$top/one/waiters.pb.gz" -raw)
try 'what kind of profile' has "$raw" 'PeriodType: contentions count' 'Period: 1' \
    'contentions/count delay/nanoseconds[dflt]' 'Time: 2023-11-14 22:13:20 +0000 UTC'
try 'a stack, its lock, and a function that was inlined' has "$raw" \
    '3000 2400000000: 1 2' 'kind:[mutex] lock:[queue_lock]' \
    '1: 0x10000001010 M=1 queue_pop /src/demo.c:40 s=0' 'worker /src/demo.c:80 s=0' \
    '2: 0x10000001500 M=1 main /src/demo.c:120 s=0'
try 'a function that calls itself is there as often as it did' has "$raw" '500 90000000: 6 7 7 7 8'
try 'the program and its build' has "$raw" \
    '1: 0x10000000000/0x10000003000/0x0 /usr/bin/demo 0123456789abcdef [FN][FL][LN][IN]'
try 'one process needs no label' has_not "$raw" 'pid:['

pool=$(pprof "$top/one/waiters.pb.gz" -top -unit=ms -tagfocus='lock=make_pool')
try 'one lock alone' has "$pool" '90ms 2.90% 2.90% 90ms 2.90% lookup'

two=$(pprof "$top/two/waiters.pb.gz" -raw)
try 'two processes have labels' has "$two" \
    'kind:[mutex] lock:[queue_lock] process:[demo]' 'pid:[4711]' 'pid:[4712]'
first=$(pprof "$top/two/waiters.pb.gz" -top -unit=ms -tagfocus='pid=4711')
try 'one process alone' has "$first" '2400ms 38.71% 38.71% 2400ms 38.71% queue_pop (inline)'

finish
