#!/usr/bin/env bash
# guest_test.sh - `pawl run` is a good guest: the program's exit status, signals, input and output
# are its own.
# SPDX-License-Identifier: MIT
set -u

# shellcheck source=tests/report/guest.sh
. tests/report/guest.sh

# ---- the program is not disturbed ----------------------------------------------------------------

exit_status() {
    run "$guest" fight 3
    [ $status -eq 3 ] && [ "$(cat "$out")" = "done" ] && said 'queue_lock' && said ' push ' && clean
}
with_dashes() {
    run --lock=glibc -- "$guest" fight 4
    [ $status -eq 4 ] && said "glibc's own" && clean
}
options_of_its_own() {
    run echo --json -q -n
    [ $status -eq 0 ] && [ "$(cat "$out")" = '--json -q -n' ]
}
input() {
    printf 'a\nb\n' | "$PAWL" run cat >"$out" 2>"$err"
    [ "$(cat "$out")" = $'a\nb' ]
}
files() {
    find /proc/self/fd | sed 's|.*/||' >plain
    run find /proc/self/fd
    sed 's|.*/||' "$out" | cmp plain -
}
environment() {
    env | sed '/^_=/d' | sort >plain
    run --hold --sample 7 --lock=glibc env
    sed '/^_=/d; /^LD_PRELOAD=/d; /^PAWL_PROFILE/d; /^PAWL_LOCK=/d' "$out" | sort | cmp plain - &&
        grep -q '^PAWL_PROFILE_HOLD=1$' "$out" && grep -q '^PAWL_PROFILE_SAMPLE=7$' "$out" &&
        grep -q '^PAWL_LOCK=glibc$' "$out"
}
preloaded() {
    LD_PRELOAD=libm.so.6 "$PAWL" run -q env >"$out"
    grep -q '^LD_PRELOAD=/.*/libpawl-preload.so:libm.so.6$' "$out"
}
signal_settings() {
    grep ^Sig /proc/self/status | sed 1d >plain
    run grep ^Sig /proc/self/status
    sed 1d "$out" | cmp plain - || return
    (
        trap '' INT PIPE USR1 HUP
        grep ^SigIgn /proc/self/status >plain
        run --signal USR1 grep ^SigIgn /proc/self/status
        cmp plain "$out"
    )
}
try "exit status and output" exit_status
try "-- before the program" with_dashes
try "options behind the program are the program's" options_of_its_own
try "standard input" input
try "no more open files" files
try "the environment" environment
try "what was preloaded stays so" preloaded
try "signals are set as before" signal_settings

# ---- programs that do not run --------------------------------------------------------------------

missing() {
    run no-such-program
    [ $status -eq 127 ] && said '^pawl: no-such-program: command not found$' && clean || return
    run ./no-such-program
    [ $status -eq 127 ] && said 'No such file'
}
unusable() {
    echo text >text
    mkdir -p folder
    run ./text
    [ $status -eq 126 ] && said 'Permission denied' || return
    run ./folder
    [ $status -eq 126 ] && said 'Is a directory' || return
    printf '\177ELF garbage' >broken
    chmod +x broken
    run ./broken
    [ $status -ne 0 ] && clean
}
shell_text() {
    # shellcheck disable=SC2016 # for the shell that runs it
    echo 'echo "$1"; exit 9' >shell-text
    chmod +x shell-text
    run ./shell-text word
    [ $status -eq 9 ] && [ "$(cat "$out")" = word ]
}
by_path() {
    mkdir -p bin
    printf '#!/bin/sh\nexit 6\n' >bin/six
    chmod +x bin/six
    PATH=$PWD/bin:$PATH run six
    [ $status -eq 6 ]
}
try "a missing program" missing
try "what is no program" unusable
try "a text is the shell's" shell_text
try "a program is looked for in PATH" by_path

# ---- signals -------------------------------------------------------------------------------------

by_signal() {
    run "$guest" kill
    [ $status -eq 137 ] && said queue_lock && said 'did not end in order' && clean || return
    run sh -c 'kill -SEGV $$'
    [ $status -eq 139 ] && clean
}
# passes_on SIGNAL STATUS: the program handles it, and pawl outlives it.
passes_on() {
    # shellcheck disable=SC2016 # for the inner shell
    "$PAWL" run sh -c 'trap "exit '"$2"'" '"$1"'; echo ready; while :; do sleep 0.05; done' \
        >"$out" 2>"$err" &
    local pawl=$!
    until_there ready "$out" && kill -"$1" $pawl
    wait $pawl
    [ $? -eq "$2" ] && clean
}
dies_of_it() {
    "$PAWL" run "$guest" stay >"$out" 2>"$err" &
    local pawl=$!
    until_there ready "$out" && kill -TERM $pawl
    wait $pawl
    [ $? -eq 143 ] && said queue_lock && clean
}
on_request() {
    "$PAWL" run --signal USR1 "$guest" stay >"$out" 2>"$err" &
    local pawl=$!
    until_there ready "$out" && kill -USR1 $pawl && until_there queue_lock "$err" &&
        said 'still running' && kill -TERM $pawl
    wait $pawl
    [ $? -eq 143 ] && [ "$(grep -c '^pawl: .*report_guest' "$err")" -eq 2 ]
}
# Ctrl-C goes to pawl and to the program; the program decides, and pawl reports. A job in the
# background of a script ignores it, so it is who presses the keys that is in the background. The
# shell in between makes way: not every one would wait for what pawl says.
control_c() {
    command -v script >/dev/null || return 0
    mkfifo keys
    : >"$out"
    (
        exec >keys
        until_there ready "$out"
        printf '\003'
        until_there 'no lock was used' "$out"
    ) &
    echo 'trap "exit 5" INT; echo ready; while :; do sleep 0.05; done' >patient
    script -qec "exec '$PAWL' run sh patient" /dev/null <keys >"$out" 2>&1
    local ended=$?
    wait
    [ $ended -eq 5 ] && clean
}
try "death by a signal" by_signal
try "SIGTERM is passed on" passes_on TERM 7
try "SIGHUP is passed on" passes_on HUP 8
try "SIGUSR2 is passed on" passes_on USR2 9
try "pawl dies of the program's signal, after the report" dies_of_it
try "--signal: a report while it runs" on_request
try "Ctrl-C" control_c

finish
