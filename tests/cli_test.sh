#!/usr/bin/env bash
# cli_test.sh - what the pawl command says when it is used well, and when it is not. Runs the
# command that PAWL names.
# SPDX-License-Identifier: MIT
set -u

: "${PAWL:?names the pawl command}"
PAWL=$(realpath "$PAWL")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/work" && cd "$folder/work" || exit
out=$folder/out err=$folder/err
passed=0 failed=0

# verdict TEXT: counts what the last command's status says.
verdict() {
    if [ $? -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1"
    fi
}

# refuses PATTERN ARGUMENT...: exit status 2, one line on stderr that matches, nothing on stdout, no
# new file.
refuses() {
    local pattern=$1 before after
    shift
    before=$(ls -A)
    "$PAWL" "$@" >"$out" 2>"$err"
    local status=$?
    after=$(ls -A)
    [ $status -eq 2 ] && [ "$(wc -l <"$err")" -eq 1 ] && ! [ -s "$out" ] &&
        grep -q -e "$pattern" "$err" &&
        [ "$before" = "$after" ]
    verdict "pawl $* gives status $status: $(cat "$err")"
}

# accepts PATTERN ARGUMENT...: exit status 0, stdout matches, nothing (no bar either) on stderr.
accepts() {
    local pattern=$1
    shift
    "$PAWL" "$@" >"$out" 2>"$err"
    local status=$?
    [ $status -eq 0 ] && grep -q -e "$pattern" "$out" && ! [ -s "$err" ]
    verdict "pawl $* gives status $status: $(cat "$err")"
}

quick=(--rounds 5 --seconds 0.5 --locks 'pawl,pthread')
mkdir folder
echo '{' >cut.json
echo '{"schema": "pawl-lab/2"}' >other.json
echo 'some words, some more words' >text

accepts '^pawl [0-9.]*$' --version
accepts 'pawl lab demo'
accepts 'pawl lab demo' --help
accepts 'pawl lab demo' -h
accepts 'pawl lab demo' help
accepts '--rounds N' help lab
accepts '--rounds N' lab --help
accepts 'pawl lab demo' lab
accepts 'starvation mode' lab editions
accepts 'How to read it' lab wordcount "${quick[@]}" text
accepts 'one polite thread' lab hunger "${quick[@]}" --threads 2 --hold 0.5

refuses "Did you mean lab?" labb
refuses "Did you mean --version?" --verison
refuses "no verb 'x'" help x
refuses "Did you mean hunger?" lab hungr
refuses "Did you mean --rounds?" lab hunger --ruonds 9
refuses "Did you mean m2016?" lab hunger --locks pawl,m20116
refuses "no lock ''" lab hunger --locks ''
refuses "twice" lab hunger --locks pawl,pawl
refuses "no lock 'a?b'" lab hunger --locks $'a\nb'
refuses "needs a value" lab hunger --rounds
refuses "takes no value" lab --help=1
refuses "no option -q" lab hunger -q
for number in 0 4 -1 1001 99999999999999999999 7.5 1e1 0x9 nan ''; do
    refuses "from 5 to 1000" lab hunger --rounds "$number"
done
for number in 0 -1 1001 '2,' ',2' two; do
    refuses "from 1 to 1000" lab hunger --threads "$number"
done
for number in 0 -1 1e9 86401 inf nan ''; do
    refuses "from 0.1 to 86400" lab hunger --seconds "$number"
done
refuses "from 0 to 4294967295" lab hunger --seed 4294967296
refuses "microseconds" lab hunger --hold -3
refuses "at least 2 threads" lab hunger --threads 1
refuses "too short" lab hunger --seconds 0.1
refuses "hunger only" lab wordcount --hold 5
refuses "takes no files" lab hunger text
refuses "takes no options" lab editions --rounds 9
refuses "own numbers" lab demo --threads 9
refuses "which scenario" lab --rounds 9
refuses "No such file" lab wordcount nowhere
refuses "Is a directory" lab wordcount folder
refuses "no word" lab wordcount /dev/null
refuses "cannot write nowhere/x.json: No such" lab wordcount --json nowhere/x.json
refuses "cannot write folder: Is a directory" lab wordcount --json folder
refuses "cannot write" lab wordcount --json ''
refuses "nowhere: No such file" lab --from nowhere
refuses "folder: Is a directory" lab --from folder
refuses "cut.json: no JSON: line 2" lab --from cut.json
refuses "other.json: not written by" lab --from other.json
refuses "no JSON" lab --from /dev/null
refuses "nothing else" lab --from cut.json --rounds 9

# A file that is shown again looks as it did the first time, from a pipe too.
"$PAWL" lab hunger "${quick[@]}" --threads 2,5 --seconds 1 --seed 5 --json run.json >first
verdict "lab --json"
grep -q 'seed 5$' first
verdict "the seed is printed"
"$PAWL" lab --from run.json | cmp -s - first
verdict "lab --from shows something else"
"$PAWL" lab --from - <run.json | cmp -s - first
verdict "lab --from - shows something else"
"$PAWL" lab wordcount "${quick[@]}" text --json - | head -c 24 | grep -q '^{"schema":"pawl-lab/1"'
verdict "lab --json - prints the samples only"

# A lock that does not lock is found out. Whether threads meet is chance, so it may take some tries.
caught=1
for _ in 1 2 3 4 5 6 7 8 9 10; do
    "$PAWL" lab wordcount --locks busted --rounds 5 --seconds 0.5 >busted.out
    caught=$?
    [ $caught -eq 0 ] || break
done
[ $caught -eq 1 ] && tr '\n' ' ' <busted.out | grep -q 'counted.*instead *of' &&
    grep -q 'busted FAILED' busted.out
verdict "busted passes wordcount"

# Whoever reads may leave early; a full disk is no success.
"$PAWL" lab editions | head -n 1 >/dev/null
[ "${PIPESTATUS[0]}" -eq 0 ]
verdict "a closed pipe"
"$PAWL" lab editions >/dev/full 2>"$err"
[ $? -eq 2 ] && grep -q 'No space left' "$err"
verdict "a full disk for the output"
"$PAWL" lab wordcount "${quick[@]}" text --json /dev/full >/dev/null 2>"$err"
[ $? -eq 2 ] && grep -q 'cannot write /dev/full' "$err"
verdict "a full disk for the samples"

# Ctrl-C ends it at once and leaves no file.
"$PAWL" lab hunger --json interrupted.json >/dev/null 2>&1 &
victim=$!
sleep 0.5
kill -INT $victim 2>/dev/null || true
kill -TERM $victim 2>/dev/null || true # jobs of a script ignore SIGINT
wait $victim
[ $? -gt 128 ] && ! compgen -G 'interrupted*' >/dev/null
verdict "an interrupted run"

if [ "$(id -u)" -eq 0 ] && [ -e /etc/debian_version ] && command -v setpriv >/dev/null; then
    # As somebody who may not: for root every file is readable.
    chmod 711 "$folder" .
    echo secret >private
    chmod 600 private
    setpriv --reuid 65534 --clear-groups "$PAWL" lab wordcount private >"$out" 2>"$err"
    if [ $? -ne 126 ]; then
        grep -q 'private: Permission denied' "$err"
        verdict "reads a private file"
        setpriv --reuid 65534 --clear-groups "$PAWL" lab hunger --json new.json >"$out" 2>"$err"
        [ $? -eq 2 ] && grep -q 'cannot write new.json: Permission denied' "$err" && ! [ -s "$out" ]
        verdict "writes where it may not"
    fi
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
