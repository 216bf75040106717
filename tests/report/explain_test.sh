#!/usr/bin/env bash
# explain_test.sh - `pawl explain`: every kind has a text of the agreed form; its examples compile
# without a warning, and the checks find the wrong one wrong, and the right one right.
# SPDX-License-Identifier: MIT
set -u

# shellcheck source=tests/support/try.sh
. tests/support/try.sh
headings='WHAT IT MEANS
WHY IT MATTERS
HOW IT IS FOUND
WHAT CANNOT BE SEEN
WRONG
RIGHT
WHAT TO DO
HOW TO SILENCE IT'
mapfile -t kinds < <(grep '^[a-z]' tools/pawl/explain/KINDS)
mapfile -t vet_kinds < <(grep '^[a-z]' tools/pawl/explain/VET_KINDS)
all_kinds=("${kinds[@]}" "${vet_kinds[@]}")
lib=$(realpath "$(dirname "$PAWL")/../lib")

the_list() {
    "$PAWL" explain >"$top/list" && ! grep -E '^.{81}' "$top/list" &&
        diff <(printf '%s\n' "${all_kinds[@]}") <(sed -nE 's/^  ([a-z-]+)  .*/\1/p' "$top/list")
}
all_texts_are_listed() {
    diff <(printf '%s.txt\n' "${all_kinds[@]}" | sort) \
        <(cd tools/pawl/explain && find . -name '*.txt' -printf '%P\n' | sort)
}
# Every kind that the header knows, in the words of the reports.
all_kinds_have_a_text() {
    local known
    known=$(sed -n '/^enum pawl_check_kind {/,/^};/p' include/pawl/check_record.h |
        grep -cE '^    PAWL_FOUND_[A-Z_]+,.*//')
    [ "$known" -eq ${#kinds[@]} ]
}
try "the list" the_list
try "every text is in the list" all_texts_are_listed
try "every kind has a text" all_kinds_have_a_text

no_such_kind() {
    "$PAWL" explain dedlock 2>"$top/err"
    [ $? -eq 2 ] && grep -q 'Did you mean deadlock?' "$top/err"
}
as_findings_name_it() {
    "$PAWL" explain pawl-order | diff - <("$PAWL" explain order)
}
help() {
    "$PAWL" explain --help >"$top/help" && ! grep -E '^.{81}' "$top/help" &&
        "$PAWL" help explain | diff - "$top/help"
}
bad_options() {
    ! "$PAWL" explain --worng order && ! "$PAWL" explain order deadlock && ! "$PAWL" explain --wrong
}
try "a word that is none" no_such_kind
try "a check as a finding names it" as_findings_name_it
try "help" help
try "options" bad_options

has_form() { # has_form KIND
    "$PAWL" explain "$1" >"$top/text" && ! grep -E '^.{81}|~' "$top/text" &&
        head -n 1 "$top/text" | grep -q "^$1: ." &&
        diff <(grep -E '^[A-Z]{2,}[A-Z ]+$' "$top/text") <(echo "$headings")
}
compiles() { # compiles WHICH KIND
    "$PAWL" explain "--$1" "$2" >"$top/$2-$1.c" &&
        "${CC:-cc}" -g -O1 -Wall -Wextra -Werror "$top/$2-$1.c" -o "$top/$2-$1" -pthread
}
# The kinds that the checks find in an example. A wrong one may never end.
found() { # found WHICH KIND
    local limit='' preload=$lib/libpawl-preload.so:$lib/libpawl-check.so
    [ "$2" != held-too-long ] || limit=100
    PAWL_CHECK=1 PAWL_CHECK_HELD_TOO_LONG=$limit LD_PRELOAD=$preload \
        timeout 3 "$top/$2-$1" 2>"$top/said"
    cat "$top/said" >&2
    sed -nE 's/^pawl: ([a-z-]+): .*/\1/p' "$top/said" | sort -u
}
finds_it() {
    [ "$(found wrong "$1")" = "$1" ]
}
finds_nothing() {
    [ -z "$(found right "$1")" ]
}

for kind in "${kinds[@]}"; do
    try "$kind: the form" has_form "$kind"
    try "$kind: the wrong example compiles" compiles wrong "$kind"
    try "$kind: the right example compiles" compiles right "$kind"
    [ -f "$lib/libpawl-preload.so" ] || continue
    try "$kind: is found in the wrong one" finds_it "$kind"
    try "$kind: nothing in the right one" finds_nothing "$kind"
done

# Those of pawl vet need not be run: it says what it finds.
compiles_here() { # compiles_here WHICH KIND
    "$PAWL" explain "--$1" "$2" >"$top/$2-$1.c" &&
        "${CC:-cc}" -Iinclude -O1 -Wall -Wextra -Werror -c "$top/$2-$1.c" -o "$top/$2-$1.o"
}
vet_finds() { # vet_finds WHICH KIND
    "$PAWL" vet -q --no-snippets "$top/$2-$1.c" -- -Iinclude |
        sed -nE 's/.* warning: .*\[pawl-([a-z-]+)\]$/\1/p' | sort -u
}
vet_finds_it() {
    vet_finds wrong "$1" | grep -qx "$1"
}
vet_finds_nothing() {
    [ -z "$(vet_finds right "$1")" ]
}
for kind in "${vet_kinds[@]}"; do
    try "$kind: the form" has_form "$kind"
    try "$kind: the wrong example compiles" compiles_here wrong "$kind"
    try "$kind: the right example compiles" compiles_here right "$kind"
    [ -x "$(dirname "$PAWL")/pawl-vet" ] || continue
    try "$kind: pawl vet finds it in the wrong one" vet_finds_it "$kind"
    try "$kind: pawl vet finds nothing in the right one" vet_finds_nothing "$kind"
done
# What both find has one text.
if [ -x "$(dirname "$PAWL")/pawl-vet" ]; then
    try "reentry: pawl vet finds it, too" vet_finds_it reentry
    try "reentry: pawl vet, too, finds nothing in the right one" vet_finds_nothing reentry
fi

finish
