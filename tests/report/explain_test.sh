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
checks() { "$PAWL" run --help | grep -q -e '--check'; }

the_list() {
    "$PAWL" explain >"$top/list" && ! grep -E '^.{81}' "$top/list" &&
        diff <(printf '%s\n' "${kinds[@]}") <(sed -nE 's/^  ([a-z-]+)  .*/\1/p' "$top/list")
}
all_texts_are_listed() {
    diff <(printf '%s.txt\n' "${kinds[@]}" | sort) \
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
help() {
    "$PAWL" explain --help >"$top/help" && ! grep -E '^.{81}' "$top/help" &&
        "$PAWL" help explain | diff - "$top/help"
}
bad_options() {
    ! "$PAWL" explain --worng order && ! "$PAWL" explain order deadlock && ! "$PAWL" explain --wrong
}
try "a word that is none" no_such_kind
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
# What the checks say of an example. A wrong one may never end.
check() { # check WHICH KIND
    local options=()
    [ "$2" != held-too-long ] || options=(--held-too-long 100)
    timeout 5 "$PAWL" run --check "${options[@]}" --json "$top/found.json" -- \
        "$top/$2-$1" >"$top/said" 2>&1
    cat "$top/said"
}
finds() { # finds KIND
    check wrong "$1"
    grep -qw -e "$1" "$top/said"
}
finds_nothing() {
    check right "$1"
    ! grep -qwF -f <(printf '%s\n' "${kinds[@]}") "$top/said"
}

for kind in "${kinds[@]}"; do
    try "$kind: the form" has_form "$kind"
    try "$kind: the wrong example compiles" compiles wrong "$kind"
    try "$kind: the right example compiles" compiles right "$kind"
    checks || continue
    try "$kind: is found in the wrong one" finds "$kind"
    try "$kind: nothing in the right one" finds_nothing "$kind"
done

finish
