#!/usr/bin/env bash
# vet_command_test.sh - the command line of pawl vet: what is read, what is printed, how it ends.
# SPDX-License-Identifier: MIT
set -u
# shellcheck source=tests/vet/made.sh
. tests/vet/made.sh

# ---- words --------------------------------------------------------------------------------------

help() {
    vet --help
    [ $status -eq 0 ] && ! grep -E '^.{81}' "$top/out" && "$PAWL" help vet | diff - "$top/out"
}
the_list() {
    vet --list
    [ $status -eq 0 ] && ! grep -vE '^[a-z_-]+ +[a-z].{10,}[^.]$' "$top/out" &&
        ! grep -E '^.{81}' "$top/out" && grep -q '^pairs ' "$top/out"
}
every_check_is_documented() {
    local check
    for check in $("$PAWL" vet --list | awk '{ print $1 }'); do
        grep -q "^| \`$check\` |" docs/vet.md || { echo "docs/vet.md: no $check" && return 1; }
    done
}
wrong() { # wrong PATTERN ARGUMENT...
    local pattern=$1
    shift
    vet "$@"
    ends 2 "^pawl: vet: .*$pattern" && [ "$(wc -l <"$top/err")" -eq 1 ] && [ ! -s "$top/out" ]
}
try "help" help
try "the list of checks" the_list
try "every check is in the documents" every_check_is_documented
try "an option that is none" wrong 'no option --bogus' --bogus good.c
try "a letter that is none" wrong 'no option -y' -y good.c
try "a flag of the compiler" wrong 'no option -I\. Flags of the compiler come last' -Iinclude good.c
try "a letter of two bytes" wrong 'no option -é' -é good.c
try "a value for what takes none" wrong 'no option --quiet=1' --quiet=1 good.c
try "an option without its value" wrong '--json needs' good.c --json
try "a letter without its value" wrong '-j needs' good.c -j
try "no files at all" wrong 'which files\?'
try "flags without files" wrong 'flags after -- are for' -- -DX
as_findings_name_it() {
    vet --checks pawl-order,pawl-pairs good.c
    ends 0 '^0 findings'
}
try "checks as findings name them" as_findings_name_it
try "no such check" wrong "no check 'pair'\. Did you mean pairs\?" --checks pair good.c
try "checks to run, and not to" wrong 'each with a minus' --checks pairs,-order good.c
try "no number of jobs" wrong 'a number from 1' -j 0 good.c
try "two things to one output" wrong 'only one' --json - --sarif - good.c
try "two things to one file" wrong 'x: only one' --json x --write-baseline x good.c
try "a folder without a name" wrong "'./compile_commands.json: No such file" -p ''
try "no such folder" wrong 'compile_commands.json: No such file' -p nowhere
try "no such configuration" wrong 'nothing.conf: No such file' --config nothing.conf good.c
try "no such baseline" wrong 'nothing: No such file' --baseline nothing good.c

alone() { # without libclang there is no pawl-vet
    cp "$PAWL" "$top/pawl"
    "$top/pawl" vet good.c 2>"$top/err"
    [ $? -eq 2 ] && grep -q '^pawl: .*without libclang' "$top/err"
}
try "a pawl that was built without it" alone

# ---- files --------------------------------------------------------------------------------------

clean() {
    vet good.c
    ends 0 '^0 findings in 1 file$' && [ ! -s "$top/out" ]
}
found() {
    vet bad.c
    ends 3 '^1 finding in 1 file$' && says 1 &&
        diff "$top/out" - <<'OUT'
bad.c:10:9: warning: 'b->mu' is still locked when 'get' returns here [pawl-pairs]
   10 |         return -1;
      |         ^
bad.c:8:5: note: locked here
    8 |     pthread_mutex_lock(&b->mu);
      |     ^
bad.c:12:5: note: unlocked here on another path
   12 |     pthread_mutex_unlock(&b->mu);
      |     ^
OUT
}
without_snippets() {
    vet --no-snippets bad.c
    says 1 && ! grep -q '|' "$top/out"
}
left_out() { # left_out FILE WHY
    vet "$1"
    ends 2 '^0 findings in 0 files; 1 file could not be read$' &&
        grep -q "^pawl: vet: left out: $1: $2\|^pawl: vet: left out: $2" "$top/err"
}
the_rest_goes_on() {
    vet broken.c nothing.c bad.c
    ends 3 '^1 finding in 1 file; 2 files could not be read$' && says 1
}
flags() {
    source_file flags.c <<<'#ifndef X
#error no X
#endif'
    vet flags.c -- -DX -c flags.c -o flags.o -Wall -fno-such-flag -march=nothing
    ends 0
}
gcc_s_flags() { # that clang refuses
    vet bad.c -- -mavx10.9 -finput-charset=latin1 -traditional-cpp
    ends 3 '^1 finding in 1 file$'
}
kind_of_file() {
    cp "$top/src/good.c" "$top/src/good.txt"
    vet good.txt
    ends 2 && grep -q 'left out: good.txt: clang does not know a flag, or the' "$top/err" || return
    vet good.txt -- -x c
    ends 0
}
not_c() { # pawl vet reads C, but nobody is to crash
    source_file not_c.cpp <<'CPP'
struct box { template <int N> int get() { return N; } };
int f(box b) { auto twice = [&](auto a) { return a + a; }; return twice(3) + b.get<3>(); }
CPP
    vet not_c.cpp
    ends 0 '^0 findings in 1 file$'
}
pipe() { # it can be read once only
    mkfifo "$top/src/pipe.c"
    timeout 20 cat "$top/src/bad.c" >"$top/src/pipe.c" &
    vet pipe.c
    ends 3 '^1 finding in 1 file$' && says 1
}
wrong_file() {
    vet ''
    ends 2 && grep -q "left out: '': No such file" "$top/err"
}
quiet() {
    vet -q bad.c
    [ $status -eq 3 ] && [ ! -s "$top/err" ] && says 1
}
full_output() { # full_output ARGUMENT...
    (cd "$top/src" && "$PAWL" vet "$@" 2>"$top/err" >/dev/full)
    [ $? -eq 2 ] && grep -q '^pawl: vet: standard output: No space left' "$top/err"
}
empty_and_odd() {
    : >"$top/src/empty.c"
    local name="odd näme, 100% & \"it's\".c"
    cp "$top/src/bad.c" "$top/src/$name"
    vet empty.c "$name"
    ends 3 '^1 finding in 2 files$' && grep -qF "$name:10:9: warning" "$top/out"
}
control_characters() {
    local name=$'red\033[31m.c'
    cp "$top/src/bad.c" "$top/src/$name"
    vet "$name"
    [ $status -eq 3 ] && ! grep -q $'\033' "$top/out"
}
only_these_checks() {
    vet --checks copylock,order bad.c && ends 0 && vet -c -copylock,-order bad.c && ends 3
}
any_number_of_jobs() {
    local i
    for i in 1 2 3 4 5 6 7 8; do
        sed "s/get/get_$i/" "$top/src/bad.c" >"$top/src/job_$i.c"
    done
    (cd "$top/src" && "$PAWL" vet -j 1 job_*.c) >"$top/one"
    (cd "$top/src" && "$PAWL" vet -j 8 job_*.c) >"$top/eight"
    [ "$(grep -c warning: "$top/one")" -eq 8 ] && cmp "$top/one" "$top/eight"
}
headers_once() {
    { echo '#pragma once' && cat "$top/src/bad.c"; } | sed 's/^int get/static inline int get/' |
        source_file bad.h
    echo '#include "bad.h"' | tee "$top/src/one.c" >"$top/src/two.c"
    vet one.c two.c
    ends 3 '^1 finding in 2 files$' && grep -q '^bad.h:11:9: warning' "$top/out"
}
paths_from_here() {
    vet "$top/src/bad.c" && ends 3 && grep -q '^bad.c:10:9:' "$top/out" &&
        vet ./bad.c && grep -q '^bad.c:10:9:' "$top/out"
}
try "nothing is found" clean
try "something is found" found
try "without the lines of the source" without_snippets
try "a file with an error" left_out broken.c 'broken.c:1:[0-9]*: error: '
try "a file that is not there" left_out nothing.c 'No such file or directory'
try "a folder" left_out .git 'Is a directory'
if [ "$(id -u)" -ne 0 ]; then
    touch "$top/src/secret.c" && chmod 0 "$top/src/secret.c"
    try "a file that may not be read" left_out secret.c 'Permission denied'
fi
try "the rest goes on" the_rest_goes_on
try "flags, also those of gcc" flags
try "quiet" quiet
try "flags that only gcc knows" gcc_s_flags
try "a kind of file that is none" kind_of_file
try "C++" not_c
try "a pipe" pipe
try "a file without a name" wrong_file
try "an output that is full" full_output bad.c
try "no room for the list" full_output --list
try "an empty file, an odd name" empty_and_odd
try "a name that is no name" control_characters
try "only some checks" only_these_checks
try "any number of jobs" any_number_of_jobs
try "a header's finding, once" headers_once
try "paths are as seen from here" paths_from_here

# ---- builds -------------------------------------------------------------------------------------

# database FOLDER [FILE...]: compiled in $top/src/FOLDER.
database() {
    local folder=$1 file
    shift
    mkdir -p "$top/src/$folder"
    for file in "$@"; do
        jq -n --arg file "$file" --arg directory "$top/src/$folder" \
            '{$file, $directory, arguments: ["cc", "-c", $file, "-o", "x.o"]}'
    done | jq -s . >"$top/src/$folder/compile_commands.json"
}
the_default() {
    database build ../bad.c ../good.c
    vet
    ends 3 '^1 finding in 2 files$' && grep -q '^bad.c:10:9:' "$top/out"
}
named_build() {
    database other ../good.c
    vet -p other && ends 0 '^0 findings in 1 file$'
}
file_of_a_build() {
    vet -p build good.c && ends 0 '^0 findings in 1 file$' && vet -p build bad.c && ends 3
}
ignored_by_comment() { # its path is relative to the build folder
    sed 's,return -1;,& // pawl-vet: ignore pairs it is a test,' "$top/src/bad.c" |
        source_file hidden.c
    database hidden ../hidden.c
    vet --unused -p hidden && ends 0 '^0 findings in 1 file; 1 hidden$'
}
not_in_it() {
    wrong 'nothing.c is not in build/compile_commands.json' -p build nothing.c
}
no_commands() {
    database none && vet -p none && ends 0 '^0 findings in 0 files$'
}
malformed() {
    echo '[{' >"$top/src/none/compile_commands.json"
    vet -p none
    ends 2 'none/compile_commands.json is no list of commands$'
}
try "build/compile_commands.json" the_default
try "another folder" named_build
try "one file of a build" file_of_a_build
try "comments in a build's files" ignored_by_comment
try "a file that is not in it" not_in_it
try "a build of nothing" no_commands
try "a build that is none" malformed
rm -r "$top/src/build"

finish
