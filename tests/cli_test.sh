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
: >"$err"
passed=0 failed=0

# verdict TEXT: counts what the last command's status says. No command may stand in TEXT: its status
# would count instead.
verdict() {
    if [ $? -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1; the last words on stderr:"
        sed 's/^/    /' "$err"
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
    verdict "pawl $* gives status $status"
}

# accepts PATTERN ARGUMENT...: exit status 0, stdout matches, nothing (no bar either) on stderr.
accepts() {
    local pattern=$1
    shift
    "$PAWL" "$@" >"$out" 2>"$err"
    local status=$?
    [ $status -eq 0 ] && grep -q -e "$pattern" "$out" && ! [ -s "$err" ]
    verdict "pawl $* gives status $status"
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
accepts 'pawl lab demo' help help
accepts '--rounds N' help lab
accepts '--rounds N' lab help
accepts '--rounds N' bench help
accepts '--rounds N' help bench
accepts '^  Crowd' bench --list
accepts '--rounds N' lab --help
accepts 'pawl lab demo' lab
accepts 'starvation mode' lab editions
accepts 'How to read it' lab wordcount "${quick[@]}" text
accepts 'a polite one' lab hunger "${quick[@]}" --threads 2 --hold 0.5

refuses "Did you mean lab?" labb
refuses "Did you mean --version?" --verison
refuses "no verb 'x'" help x
refuses "Did you mean hunger?" lab hungr
refuses "Did you mean --rounds?" lab hunger --ruonds 9
refuses "Did you mean m2016?" lab hunger --locks pawl,m22016
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
accepts '2 goroutines' lab hunger --rounds 5 --seconds 0.5 --locks m2016,pawl --threads 2 \
    --agents goroutines --procs 1
refuses "neither threads nor" lab hunger --agents fibers
refuses "hunger only" lab wordcount --agents goroutines
refuses "from 1 to 1024" lab hunger --agents goroutines --procs 0
refuses "goroutines only" lab hunger --procs 2
refuses "keep goroutines from running" lab hunger --agents goroutines --locks pawl,pthread
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
ln -s nowhere dangling
ln -s loop loop
refuses "cannot write dangling: No such" lab wordcount --json dangling
refuses "cannot write loop: Too many levels" lab wordcount --json loop
refuses "cannot write '': No such" lab wordcount --json ''
refuses "'': No such" lab wordcount ''
refuses "'': No such" lab --from ''
refuses "nowhere: No such file" lab --from nowhere
refuses "folder: Is a directory" lab --from folder
refuses "cut.json: no JSON: line 2" lab --from cut.json
refuses "other.json: not written by" lab --from other.json
refuses "no JSON" lab --from /dev/null
refuses "nothing else" lab --from cut.json --rounds 9

refuses "nothing to measure" bench --locks cas --run Crowd
refuses "nothing to measure" bench --locks m2008 --run SemTable
refuses "no lock ''" bench --locks ''
refuses "no lock ''" bench --locks pawl,
refuses "twice" bench --locks pawl,pawl
refuses "Did you mean m2016?" bench --locks m22016
refuses "Did you mean --rounds?" bench --ruonds 9
refuses "no option -q" bench -q
refuses "needs a value" bench --run
refuses "takes no value" bench --list=1
refuses "no regular expression" bench --run '('
refuses "name matches 'x?y'" bench --run $'x\ny'
refuses "unexpected argument 'x'" bench x
for number in 0 -1 1001 7.5 1e1 0x9 ' 5' +5 nan ''; do
    refuses "--rounds: .* from 1 to 1000" bench --rounds "$number"
done
for number in 0 -1 3601 1e1 0x9 ' 1' nan ''; do
    refuses "--time: .* from 0.001 to 3600" bench --time "$number"
done
refuses "--cpu: .* from 1 to 256" bench --cpu 257
accepts '^BenchmarkTwoThreads/lock=pawl-1 .*ns/op$' bench --run TwoThreads --locks pawl --rounds 1 \
    --time 0.01 --cpu 1

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
# loses_output COMMAND...: exit status 2 and one line, for a full disk and for no output at all.
loses_output() {
    "$@" >/dev/full 2>"$err"
    [ $? -eq 2 ] && [ "$(wc -l <"$err")" -eq 1 ] && grep -q 'cannot write' "$err"
    verdict "$* >/dev/full"
    "$@" >&- 2>"$err"
    [ $? -eq 2 ] && [ "$(wc -l <"$err")" -eq 1 ] && grep -q 'cannot write' "$err"
    verdict "$* >&-"
}
loses_output "$PAWL" --version
loses_output "$PAWL" lab wordcount "${quick[@]}" text
loses_output "$PAWL" lab wordcount "${quick[@]}" text --json -
loses_output "$PAWL" lab --from run.json
loses_output "$PAWL" bench --run TwoThreads --locks pawl --rounds 2 --time 0.01
"$PAWL" lab --from run.json 2>"$err" | true
[ "${PIPESTATUS[0]}" -eq 0 ] && ! [ -s "$err" ]
verdict "a pipe without a reader"
"$PAWL" lab wordcount "${quick[@]}" text --json /dev/full >/dev/null 2>"$err"
[ $? -eq 2 ] && grep -q 'cannot write /dev/full' "$err"
verdict "a full disk for the samples"

# On a terminal: nothing is wider than it, and a dumb one gets no bar.
on_terminal() { # COLUMNS TERM ARGUMENT...: what the terminal was sent, a line for every redrawing
    local columns=$1 term=$2
    shift 2
    TERM=$term script -qec "stty cols $columns; '$PAWL' $*" /dev/null </dev/null |
        sed 's/\x1b\[K//g' | tr '\r' '\n'
}
if command -v script >/dev/null; then
    on_terminal 40 xterm lab hunger --threads 2 --seconds 0.5 --rounds 5 --locks pawl >shown
    grep -q '^hunger, 2 threads, pawl *.#*' shown &&
        ! grep '^hunger, 2 threads, pawl' shown | grep -q '.\{40\}'
    verdict "a bar wider than the terminal"
    on_terminal 80 dumb lab hunger --threads 2 --seconds 0.5 --rounds 5 --locks pawl >shown
    grep -q '=> ' shown && ! grep -q '^hunger, 2 threads, pawl' shown
    verdict "a bar on a dumb terminal"
    on_terminal 80 dumb bench --rounds 1 --time 0.01 >shown
    # Numbers are as long as the machine is slow. Each counts as the longest that there is room for.
    grep -q 'rounds of 0.01 s: about' shown && grep -q '^SemTable.* ns/wait$' shown &&
        ! sed -n 's| *[0-9.]* ns/wait| 9999 ns/wait|; s| *[0-9.]* ns/op| 9999999 ns/op|p' shown |
        grep -q '.\{81\}'
    verdict "results wider than 80 columns"
fi

# Ctrl-C ends it at once and leaves no file.
"$PAWL" lab hunger --json interrupted.json >/dev/null 2>&1 &
victim=$!
sleep 0.5
kill -INT $victim 2>/dev/null || true
kill -TERM $victim 2>/dev/null || true # jobs of a script ignore SIGINT
wait $victim
[ $? -gt 128 ] && ! compgen -G 'interrupted*' >/dev/null
verdict "an interrupted run"

# The model checker, where it is built, is as strict.
model=$(dirname "$PAWL")/pawl-model
if [ -x "$model" ]; then
    real=$PAWL
    PAWL=$model
    accepts '^mutex/2x1-bare ' --list
    accepts 'usage: pawl-model' --help
    accepts '^   2  T1' --client mutex/2x1-bare --replay 0,1
    refuses "--bound: '61' is no number" --bound 61
    refuses "--bound: '0x2' is no number" --bound 0x2
    refuses "--random: '0' is no number" --random 0
    refuses "--seed: ' 1' is no number" --random 1 --seed ' 1'
    refuses "only one of them" --random 3 --bound 2
    refuses "only one of them" --client mutex/2x2 --replay 0 --bound 2
    refuses "only one of them" --list --random 3
    refuses "for --random and --pct only" --seed 4
    refuses "for --pct only" --random 5 --depth 4
    refuses "--depth: '17' is no number" --pct 5 --depth 17
    refuses "only one of them" --play m2016 --pct 5
    refuses "no edition 'm1999'; there are: textbook" --play m1999
    accepts '^park  *pct 2 .* ok$' --client park --pct 50 --depth 2
    accepts '^busted/2x2 .* found$' --client busted
    accepts '^depth .* found$' --client depth --pct 5000 --depth 3
    accepts ': two owners$' --client busted --story
    for schedule in 256 4 '0,' ',0' 0. .0 0.256 '0,,0' -1 ' 0' ''; do
        refuses "wants steps" --client mutex/2x2 --replay "$schedule"
    done
    refuses "full name" --replay 0
    refuses "full name" --client mutex --replay 0
    for client in x ''; do
        refuses "no client is called '$client'" --client "$client"
        refuses "no client is called '$client'" --client "$client" --list
    done
    refuses "no option --quik. See pawl-model --help" --quik
    refuses "no option -x. See pawl-model --help" -x
    refuses "needs a value" --bound
    refuses "takes no value" --list=2
    refuses "unexpected argument 'x'" x
    loses_output "$model" --list
    loses_output "$model" --client park --bound 0
    PAWL=$real
fi

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
