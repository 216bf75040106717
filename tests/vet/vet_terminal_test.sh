#!/usr/bin/env bash
# vet_terminal_test.sh - what pawl vet shows on a terminal, and of lines that are hard to show.
# SPDX-License-Identifier: MIT
set -u
# shellcheck source=tests/vet/made.sh
. tests/vet/made.sh

# on_terminal VARIABLE=VALUE... ARGUMENT...: colours are shown as \e.
on_terminal() {
    local line
    printf -v line '%q ' env "${@:1:2}" "$PAWL" vet "${@:3}"
    (cd "$top/src" && script -qec "stty cols 80; $line" /dev/null </dev/null) |
        tr -d '\r' >"$top/terminal"
    cat -v "$top/terminal"
}
colours() {
    on_terminal TERM=xterm NO_COLOR= bad.c
    grep -q $'\033\[1;35mwarning:' "$top/terminal" && grep -q $'\033\[1;36mnote:' "$top/terminal"
}
no_colours() { # no_colours VARIABLE=VALUE VARIABLE=VALUE
    on_terminal "$@" -q bad.c
    grep -q 'warning:' "$top/terminal" && ! grep -q $'\033' "$top/terminal"
}
try "colours on a terminal" colours
try "NO_COLOR" no_colours TERM=xterm NO_COLOR=1
try "a terminal without" no_colours TERM=dumb NO_COLOR=

wide_and_tabs() {
    printf '#include <pthread.h>\nextern pthread_mutex_t mu;\nint f(void) {\n\t%s\n}\n' \
        '/* ä€ */ pthread_mutex_lock(&mu); return 1;' | source_file wide.c
    vet wide.c
    grep -qF '    4 |  /* ä€ */ pthread_mutex_lock(&mu); return 1;' "$top/out" &&
        grep -qE '^      \| {11}\^$' "$top/out"
}
no_text() { # latin1 and escapes: the mark stands below what is shown of them
    printf '#include <pthread.h>\nextern pthread_mutex_t mu;\nint f(void) {\n%b\n}\n' \
        '/* \0344\0244\0300\033[31m */ pthread_mutex_lock(&mu); return 1;' | source_file latin.c
    vet latin.c
    grep -qaF '    4 | /* ????[31m */ pthread_mutex_lock(&mu); return 1;' "$top/out" &&
        grep -qE '^      \| {41}\^$' "$top/out"
}
long_line() { # what lies far to the right is not shown
    printf '#include <pthread.h>\nextern pthread_mutex_t mu;\nint f(void) { %s%*s }\n' \
        'pthread_mutex_lock(&mu);' 500 'return 1;' | source_file long.c
    vet long.c
    says 1 && [ "$(grep -c '[|]' "$top/out")" -eq 2 ]
}
try "the mark stands below its column" wide_and_tabs
try "what is no text" no_text
try "a long line" long_line

finish
