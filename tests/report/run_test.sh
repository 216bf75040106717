#!/usr/bin/env bash
# run_test.sh - what `pawl run` says, writes and leaves behind, and when.
# SPDX-License-Identifier: MIT
set -u

# shellcheck source=tests/report/guest.sh
. tests/report/guest.sh

# ---- several processes ---------------------------------------------------------------------------

forked() {
    run "$guest" fork
    [ $status -eq 0 ] && said '2 processes used locks' && clean
}
executed() {
    run --all-processes "$guest" exec
    [ $status -eq 0 ] && said '2 processes used locks' && said 'guest alone (pid' && clean
}
left_running() {
    run "$guest" daemon
    [ $status -eq 0 ] || return
    until_there ready "$out" && cp "$out" daemon
    said "still running, as report_guest" || return
    run -q "$guest" fork # another run takes nothing away from it
    local pid
    pid=$(sed -n 's/^ready //p' daemon)
    "$PAWL" report "$pid" >shown
    local reported=$?
    kill "$pid"
    [ $reported -eq 0 ] && grep -q 'still running' shown && grep -q queue_lock shown
    local good=$?
    rm -rf "${XDG_RUNTIME_DIR:?}"/*
    return $good
}
try "a record for each process" forked
try "also for each program" executed
try "a daemon" left_running

# ---- goroutines ----------------------------------------------------------------------------------

goroutines() {
    run --json run.json "$(dirname "$guest")/report_goroutines"
    [ $status -eq 0 ] && said '1 thread, 4 goroutines, 1 lock' && clean || return
    said 'Threads and goroutines waited for a lock' && said 'Condition variables, channels' &&
        said 'goroutines.c:[0-9]* work  queue_lock' || return
    "$PAWL" report run.json >shown && grep -q '4 goroutines' shown || return
    sed 's/"goroutines": *4, *//' run.json >old.json # as it was before there were any
    "$PAWL" report old.json >shown && grep -q '1 thread, 1 lock' shown
}
try "goroutines are told from threads, and channels from locks" goroutines

# ---- what pawl says ------------------------------------------------------------------------------

no_locks() {
    run true
    [ $status -eq 0 ] && said 'no lock was used' && clean
}
no_contention() {
    run "$guest" alone
    said 'No thread ever waited for a lock: 21 acquisitions of 2 locks'
}
static_program() {
    command -v cc >/dev/null && echo 'int main(void) { return 0; }' >static.c &&
        cc -static static.c -o static 2>/dev/null || return 0
    run ./static
    [ $status -eq 0 ] && said 'statically linked' || return
    printf '#!%s/static\n' "$PWD" >script
    chmod +x script
    run ./script
    said 'static is statically linked'
}
go_program() {
    command -v go >/dev/null || return 0
    printf 'package main\nfunc main() {}\n' >main.go
    HOME=$PWD GO111MODULE=off GOCACHE=$PWD/go go build -o gopher main.go || return 0
    run ./gopher
    [ $status -eq 0 ] && said 'is a Go program'
}
privileged() {
    [ "$(id -u)" -eq 0 ] || return 0
    cp "$(type -P true)" raised
    chown 65534 raised
    chmod u+s raised
    run ./raised
    said 'raised is setuid'
}
quiet() {
    run -q "$guest" fight
    [ ! -s "$err" ] && run -q true && [ ! -s "$err" ]
}
report_file() {
    run --report-to report.txt "$guest" fight
    [ ! -s "$err" ] && grep -q queue_lock report.txt && [ "$(stat -c %a report.txt)" = 600 ]
}
width() {
    run --hold --stacks 5 --all-processes "$guest" fork
    said queue_lock && ! grep -q '.\{81\}' "$err"
}
try "no locks" no_locks
try "no contention" no_contention
try "a static program" static_program
try "a Go program" go_program
try "a setuid program" privileged
try "--quiet" quiet
try "--report-to" report_file
try "80 columns" width

# ---- what is written -----------------------------------------------------------------------------

kept() {
    run -o kept "$guest" fight
    [ $status -eq 0 ] && [ "$(stat -c %a kept)" = 700 ] && ls kept/*.pawl >"$out" || return
    run -o kept "$guest" fight
    [ $status -eq 2 ] && said 'records of another run' || return
    touch file
    run -o file true
    [ $status -eq 2 ] && said 'Not a directory'
}
outputs() {
    run -q --json a.json --html a.html --pprof a.pb.gz --folded a.folded "$guest" fight
    [ $status -eq 0 ] && [ -s a.json ] && [ -s a.html ] && [ -s a.pb.gz ] && [ -s a.folded ] &&
        [ ! -s "$err" ] && clean
}
not_started() {
    run --json nowhere/a.json touch started
    [ $status -eq 2 ] && said 'cannot write nowhere/a.json' && [ ! -e started ] && clean
}
lost_output() {
    run --json /dev/full "$guest" fight
    [ $status -eq 2 ] && said 'cannot write /dev/full' || return
    run --json /dev/full "$guest" fight 3
    [ $status -eq 3 ] && clean
}
try "-o keeps the records" kept
try "all kinds of files" outputs
try "a file that cannot be written: the program does not start" not_started
try "a full disk" lost_output

# ---- the command line ----------------------------------------------------------------------------

refuses() { # PATTERN ARGUMENT...
    local pattern=$1
    shift
    run "$@"
    [ $status -eq 2 ] && [ "$(wc -l <"$err")" -eq 1 ] && said "^pawl: .*$pattern" && [ ! -s "$out" ]
}
try "refused: nothing to run" refuses 'which program'
try "refused: a lock" refuses 'neither pawl nor glibc' --lock=m2008 true
try "refused: a key" refuses 'Did you mean wait_max' -k wait_mx true
try "refused: rows" refuses 'no number from 0' -n -1 true
try "refused: a sample" refuses 'no number from 1' --sample 0 true
try "refused: a signal" refuses 'no signal' --signal KILL true
try "refused: a signal that is none" refuses 'no signal' --signal BLA true
try "refused: an option" refuses 'Did you mean --stacks' --stakcs 3 true
try "refused: an option of report" refuses 'no option' --against x true
try "refused: who" refuses 'neither waiter nor unlocker' --by me true

documented() { # VERB: every option is in the manual page, and the help is 80 columns wide
    local option missing=0
    "$PAWL" "$1" --help >"$out" || return
    ! grep '.\{81\}' "$out" || return
    # shellcheck disable=SC2013 # a word a line
    for option in $(grep -o '^  *\(-., \)\?--[a-z-]*' "$out" | grep -o -e '--[a-z-]*'); do
        grep -q -e "^\.It Fl.* ${option#-}\b" -e "Fl ${option#-}\b" "$source/man/pawl-$1.1" ||
            { echo "$option is not in pawl-$1.1" && missing=1; }
    done
    [ $missing -eq 0 ]
}
try "the options of run are documented" documented run
try "the options of report are documented" documented report

finish
