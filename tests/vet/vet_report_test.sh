#!/usr/bin/env bash
# vet_report_test.sh - what pawl vet leaves alone, and what it writes for other programs.
# SPDX-License-Identifier: MIT
set -u
# shellcheck source=tests/vet/made.sh
. tests/vet/made.sh

# ---- comments -----------------------------------------------------------------------------------

# commented PLACE TEXT: bad.c as commented.c, with TEXT at the end of the line with PLACE in it.
commented() {
    awk -v place="$1" -v text="$2" 'index($0, place) { $0 = $0 text } { print }' \
        "$top/src/bad.c" >"$top/src/commented.c"
}
# above PLACE TEXT: TEXT is a line of its own above it.
above() {
    awk -v place="$1" -v text="$2" 'index($0, place) { print text } { print }' \
        "$top/src/bad.c" >"$top/src/commented.c"
}
hides() { # hides WAY PLACE TEXT
    "$1" "$2" "$3"
    vet --unused commented.c
    ends 0 '^0 findings in 1 file; 1 hidden$' && [ ! -s "$top/out" ]
}
hides_nothing() { # hides_nothing WAY PLACE TEXT: and is found with --unused only
    "$1" "$2" "$3"
    vet commented.c && ends 3 && says 1 || return
    vet --unused commented.c
    says 2 && grep -q 'warning: there is nothing to ignore here \[pawl-suppress\]' "$top/out"
}
is_refused() { # is_refused TEXT WHAT
    commented 'return -1' "$1"
    vet commented.c
    says 2 && grep -q "^commented.c:10:[0-9]*: warning: .*$2.* \[pawl-suppress\]" "$top/out"
}
is_no_comment() { # is_no_comment TEXT: there is no finding but the one of bad.c
    commented 'return -1' "$1"
    vet --unused commented.c
    says 1 && grep -q 'pawl-pairs' "$top/out"
}
mark='pawl-vet: ignore'
try "a comment on the line" hides commented 'return -1' " // $mark pairs a test"
try "a comment on the line of a note" hides commented 'mutex_lock' " // $mark pairs a test"
try "a comment above" hides above 'return -1' "    // $mark pairs a test"
try "in C's first form" hides commented 'return -1' " /* $mark pairs a test */"
try "in C's first form, above" hides above 'return -1' "    /* $mark pairs a test */"
try "with lines between" hides above 'return -1' "    // $mark pairs a test
    // that says more

    // and more"
try "of several checks" hides commented 'return -1' " // $mark order,pairs a test"
try "after another comment" hides commented 'return -1' " /* no */ // $mark pairs a test"
try "with a colon" hides commented 'return -1' " // $mark pairs: a test"
try "of another check" hides_nothing commented 'return -1' " // $mark order a test"
try "on another line" hides_nothing commented 'int value = ' " // $mark pairs a test"
try "above code on the same line" hides_nothing above 'return -1' "  ; /* $mark pairs a test */"
try "without a reason" is_refused " // $mark pairs" 'say why'
try "without a reason, in C's first form" is_refused " /* $mark pairs */" 'say why'
try "of no such check" is_refused " // $mark pears a test" "no check 'pears'"
try "of no check" is_refused " // $mark" "no check ''"
escapes() { # nothing of it reaches the terminal
    is_refused " // $mark "$'\033[31mpears\377 a test' "no check '?.31mpears?'" &&
        ! grep -qa $'\033' "$top/out"
}
try "of no text" escapes
try "in a string" is_no_comment " // \"; char *s = \"// $mark pairs a test"
try "in the text of a comment" is_no_comment " // write // $mark pairs a test"
try "a longer word" is_no_comment " // ${mark}d pairs a test"

of_a_header() {
    { echo '#pragma once' && cat "$top/src/bad.c"; } |
        sed "s,return -1;,& // $mark pairs a test," | source_file bad.h
    echo '#include "bad.h"' | source_file one.c
    vet --unused one.c
    ends 0 '1 hidden$'
}
try "in a header" of_a_header

# ---- baselines ----------------------------------------------------------------------------------

baseline() { # what is there now is hidden, wherever it moves; what comes is not
    cp "$top/src/bad.c" "$top/src/old.c"
    vet --write-baseline base old.c && ends 0 '^1 finding in 1 file, written to base$' &&
        [ ! -s "$top/out" ] || return
    sed -i '1i // a line more' "$top/src/old.c"
    vet --baseline base old.c && ends 0 '^0 findings in 1 file; 1 hidden$' || return
    awk '/^int get/ { sub(/get/, "take"); on = 1 } on' "$top/src/bad.c" >>"$top/src/old.c"
    vet --baseline base old.c
    ends 3 && says 1 && grep -q "'take'" "$top/out"
}
written_again() { # with the old one hidden, a new one has what is new
    vet --baseline base --write-baseline more old.c
    ends 0 && [ "$(grep -c 'take' "$top/src/more")" -eq 1 ] && [ "$(wc -l <"$top/src/more")" -eq 2 ]
}
no_longer_needed() {
    vet --baseline base good.c && ends 0 && vet --unused --baseline base good.c
    ends 3 && grep -q '^base:2:1: warning: nothing is found any more.*\[pawl-suppress\]' "$top/out"
}
no_baseline() {
    vet --baseline bad.c bad.c
    ends 2 && grep -q '^pawl: vet: bad.c: this was not written by --write-baseline' "$top/err"
}
not_writable() {
    vet --write-baseline nowhere/base bad.c
    ends 2 '^1 finding in 1 file$' &&
        grep -q '^pawl: vet: nowhere/base: No such file' "$top/err"
}
try "a baseline" baseline
try "a baseline of what is not in another one" written_again
try "lines that are no longer needed" no_longer_needed
try "no baseline" no_baseline
over_itself() { # that would lose what it hides
    vet --baseline base --write-baseline base old.c
    ends 2 'leave --baseline out' && [ "$(wc -l <"$top/src/base")" -eq 2 ]
}
try "a baseline that cannot be written" not_writable
try "a baseline that takes its own place" over_itself

# ---- JSON ---------------------------------------------------------------------------------------

cat >"$top/validate" <<'PYTHON'
import json, sys
import jsonschema

schema = json.load(open(sys.argv[1]))
validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
check = validator(schema, format_checker=jsonschema.FormatChecker())
errors = list(check.iter_errors(json.load(open(sys.argv[2]))))
for e in errors[:10]:
    print("/".join(map(str, e.absolute_path)), e.message[:200])
sys.exit(3 if errors else 0)
PYTHON
valid() { # valid SCHEMA FILE
    python3 "$top/validate" "$1" "$2"
}
broken() { # broken FILTER: JSON that jq has damaged is not valid
    jq "$1" "$top/src/all.json" >"$top/broken.json"
    valid docs/vet.schema.json "$top/broken.json"
    [ $? -eq 3 ] # 1: the validator itself has failed
}
documented() {
    local name bad=0
    for name in $(jq -r '[paths | .[] | strings] | unique[]' "$top/src/all.json"); do
        grep -q "\`$name\`" docs/vet-json.md || { echo "vet-json.md: no $name" && bad=1; }
        grep -q "\"$name\": {" docs/vet.schema.json || { echo "schema: no $name" && bad=1; }
    done
    return $bad
}
what_is_in_it() {
    jq -e '.format == "pawl-vet/1" and .files == 5 and (.findings | length) == 3 and
        (.not_read | map(.file)) == ["broken.c", "nothing.c"] and
        (.findings[0] | .file == "bad.c" and .line == 10 and .column == 9 and
            .check == "pairs" and .function == "get" and .suppressed == null and
            .notes[0].line == 8 and .notes[0].message == "locked here") and
        (.findings | map(.suppressed)) == [null, "a test", "baseline"]' "$top/src/all.json"
}
to_standard_output() {
    vet --json - bad.c && ends 3 && jq -e '.findings | length == 1' "$top/out"
}
not_written() { # not_written OPTION
    vet "$1" nowhere/x good.c
    [ $status -eq 2 ] && grep -q '^pawl: vet: nowhere/x: No such file' "$top/err"
}
full() { # full OPTION: a disk
    vet "$1" /dev/full good.c
    [ $status -eq 2 ] && grep -q '^pawl: vet: /dev/full: No space left' "$top/err"
}
commented 'return -1' " // $mark pairs a test"
odd="odd näme, 100% & \"it's\".c"
sed 's/get/old/' "$top/src/bad.c" >"$top/src/$odd"
vet --write-baseline base "$odd"
vet --baseline base --json all.json --sarif all.sarif \
    bad.c commented.c "$odd" broken.c nothing.c >"$top/log"
try "all kinds at once" ends 3 '^1 finding in 3 files; 2 hidden; 2 files could not be read$'
try "JSON is valid" valid docs/vet.schema.json "$top/src/all.json"
try "every member is documented" documented
try "what is in it" what_is_in_it
try "JSON to standard output" to_standard_output
try "JSON that cannot be written" not_written --json
try "JSON to a full disk" full --json
try "another format" broken '.format = "pawl-vet/2"'
try "a missing member" broken 'del(.findings[0].notes)'
try "a line that is none" broken '.findings[0].line = -1'
try "a check that is none" broken '.findings[0].check = "Pairs?"'
try "a finding without text" broken 'del(.findings[1].message)'

# ---- SARIF --------------------------------------------------------------------------------------

sarif_has() {
    jq -e "$1" "$top/src/all.sarif"
}
places='[.runs[].results[] | (.locations[], .relatedLocations[]) | .physicalLocation]'
try "SARIF 2.1.0" sarif_has '.version == "2.1.0" and (.runs | length) == 1'
try "every result has a rule" sarif_has '.runs[0] | (.results | length) == 3 and
    [.results[] | .ruleId, .ruleIndex] == ([range(3)] | map(("pawl-pairs", 1)))'
try "every check is a rule" sarif_has "[.runs[0].tool.driver.rules[].id] ==
    $("$PAWL" vet --list | awk '{ print "pawl-" $1 }' | jq -R . | jq -s -c .)"
try "places are relative" sarif_has "$places | all(.artifactLocation.uri | startswith(\"/\") | not)"
try "a name is a URI" sarif_has "$places | any(.artifactLocation.uri ==
    \"odd%20n%C3%A4me%2C%20100%25%20%26%20%22it%27s%22.c\")"
try "suppressions" sarif_has '[.runs[0].results[].suppressions | map(.kind)] ==
    [[], ["inSource"], ["external"]]'
try "what was not read" sarif_has '.runs[0].invocations[0].toolExecutionNotifications | length == 2'
try "SARIF that cannot be written" not_written --sarif
try "SARIF to a full disk" full --sarif

columns_of_characters() {
    printf '#include <pthread.h>\nextern pthread_mutex_t mu;\nint f(void) {\n%s\n}\n' \
        '/* ä€ */ pthread_mutex_lock(&mu); return 1;' | source_file wide.c
    vet --sarif wide.sarif --json wide.json wide.c
    jq -e '.runs[0].results[0].relatedLocations[0].physicalLocation.region.startColumn == 10' \
        "$top/src/wide.sarif" && jq -e '.findings[0].notes[0].column == 13' "$top/src/wide.json"
}
try "columns of characters" columns_of_characters

# The published schema comes in an npm package, as nobody else has it in one.
if schema=$(tests/vet/sarif-schema "$(dirname "$PAWL_TESTS")"); then
    try "SARIF is valid" valid "$schema" "$top/src/all.sarif"
    jq 'del(.runs[0].tool)' "$top/src/all.sarif" >"$top/broken.json"
    damaged() {
        valid "$schema" "$top/broken.json"
        [ $? -eq 3 ]
    }
    try "damaged, it is not" damaged
else
    echo "not compared with SARIF's own schema: npm cannot get it"
fi
finish
