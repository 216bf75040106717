#!/usr/bin/env bash
# report_test.sh - `pawl report` shows again what was recorded, compares it, and says what is wrong.
# SPDX-License-Identifier: MIT
set -u

# shellcheck source=tests/report/guest.sh
. tests/report/guest.sh

report() {
    "$PAWL" report "$@" >"$out" 2>"$err"
    status=$?
}

shows() { # PATTERN ARGUMENT...
    local pattern=$1
    shift
    report "$@"
    cat "$out" "$err" # seen only if it fails
    [ $status -eq 0 ] && [ ! -s "$err" ] && grep -q -e "$pattern" "$out"
}

refuses() { # PATTERN ARGUMENT...
    local pattern=$1
    shift
    report "$@"
    cat "$out" "$err"
    [ $status -eq 2 ] && [ ! -s "$out" ] && [ "$(wc -l <"$err")" -eq 1 ] &&
        grep -q -e "^pawl: .*$pattern" "$err"
}

"$PAWL" run -q -o one --json one.json "$guest" fight >"$out" || exit
"$PAWL" run -q -o two --json two.json "$guest" fork >"$out" || exit
record=$(echo one/*.pawl)
pids=$(cd two && echo *.pawl | sed 's/\.[0-9]*\.pawl//g')

same_from_json() {
    report one && cp "$out" first && report one.json && cmp first "$out"
}
one_process() {
    report -p "${pids##* }" two
    [ $status -eq 0 ] && [ "$(grep -c "(pid ${pids##* })" "$out")" -eq 1 ] &&
        ! grep -q "processes used locks" "$out"
}
all_processes() {
    report --all-processes two
    [ $status -eq 0 ] && [ "$(grep -c '^pawl: .*(pid' "$out")" -eq 2 ]
}
sorted_by_name() {
    report -w -k name one
    [ $status -eq 0 ] && grep -o '  [a-z_]*_lock$' "$out" | sort -c
}
without_addresses() {
    report --stacks 3 -w one
    [ $status -eq 0 ] && ! grep -q ' 0x' "$out"
}
files() {
    shows queue_lock --json again.json --folded again.folded one && [ -s again.json ] &&
        [ -s again.folded ]
}
try "a folder" shows queue_lock one
try "a file" shows queue_lock "$record"
try "JSON" shows queue_lock one.json
try "JSON and the record it was made of look the same" same_from_json
try "two processes" shows '2 processes used locks' two
try "one of them" one_process
try "both of them" all_processes
try "stacks" shows '^1\. queue_lock: .* waits* here' --stacks 1 one
try "the unlocker" shows 'made to wait by .* unlocks* here' --stacks 1 one
try "call sites only" shows ' guest.c:[0-9]* push ' --site one
try "sorted by name" sorted_by_name
try "no addresses" without_addresses
try "addresses on request" shows ' 0x' --raw-addresses --stacks 3 one
try "files" files
try "JSON on the standard output, and nothing else" shows '^{"schema":"pawl-run/1"' --json - one

try "compared" shows '^ .* x .* queue_lock' --against one.json two.json
try "compared with itself" shows ' 1.00 x .* queue_lock' --against one one.json

running() {
    "$PAWL" run -q "$guest" stay >ready 2>"$err" &
    local pawl=$! good=1
    until_there ready ready
    # By the number of the program, and by that of pawl.
    shows 'still running' "$(sed -n 's/^ready //p' ready)" && shows queue_lock $pawl && good=0
    kill $pawl
    wait $pawl
    return $good
}
try "a running process" running

head -c 100000 "$record" >cut.pawl
echo text >text.pawl
mkdir empty
try "refused: nothing" refuses 'of what'
try "refused: a missing file" refuses 'nowhere: No such file' nowhere
try "refused: no name" refuses "''" ''
try "refused: half a record" refuses 'cut.pawl: is cut off' cut.pawl
try "refused: a text" refuses 'text.pawl: ' text.pawl
try "refused: an empty folder" refuses 'no records in it' empty
try "refused: no process" refuses '--pid' -p 1 one
try "refused: a process that is not there" refuses 'there is none' 2147483000
try "refused: a process without a record" refuses 'writes no record' $$
try "refused: an option of run" refuses 'no option' --hold one
try "refused: a file that cannot be written" refuses 'cannot write' --json nowhere/x one

if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    sleep 60 &
    other=$!
    chmod 711 "$top"
    stranger() {
        setpriv --reuid 65534 --clear-groups "$PAWL" report "$other" 2>"$err"
        [ $? -eq 126 ] || grep -q 'Permission denied' "$err"
    }
    try "refused: somebody else's process" stranger
    kill $other
fi

finish
