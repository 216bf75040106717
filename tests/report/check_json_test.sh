#!/usr/bin/env bash
# check_json_test.sh - the JSON file of findings is what its published schema says, and the schema
# says something.
# SPDX-License-Identifier: MIT
set -u

: "${PAWL:?names the pawl command}"
: "${PAWL_TESTS:?names the folder of the test programs}"
# shellcheck source=tests/support/try.sh
. tests/support/try.sh

cat >"$top/validate" <<'PYTHON'
import json, sys
import jsonschema

schema = json.load(open("docs/check.schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
errors = list(jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(sys.argv[1]))))
for e in errors[:10]:
    print("/".join(map(str, e.absolute_path)), e.message[:200])
sys.exit(3 if errors else 0)
PYTHON
valid() { python3 "$top/validate" "$1"; }
invalid() {
    valid "$1"
    [ $? -eq 3 ] # 1: the validator itself has failed
}

# broken NAME FILTER: a file that jq has damaged is not valid, and pawl report refuses it.
broken() {
    jq -c "$2" "$top/check.json" >"$top/broken.json"
    try "$1 is found" invalid "$top/broken.json"
    try "$1 is refused" refused "$top/broken.json"
}
refused() {
    "$PAWL" report "$1" >"$top/out" 2>"$top/err"
    [ $? -eq 2 ] && [ "$(wc -l <"$top/err")" -eq 1 ]
}

# Every member that the file has is in the schema and in the document.
documented() {
    local name bad=0
    for name in $(jq -r '[paths | .[] | strings] | unique[]' "$top/check.json") address; do
        grep -q "\`$name\`" docs/check-json.md || { echo "check-json.md: no $name" && bad=1; }
        grep -q "\"$name\": {" docs/check.schema.json || { echo "schema: no $name" && bad=1; }
    done
    return $bad
}
printed_again() {
    "$PAWL" report --all-findings "$top/check.json" >"$top/again.txt" &&
        cmp "$top/findings.txt" "$top/again.txt"
}
indented() {
    python3 -m json.tool "$top/check.json" "$top/indented.json"
    "$PAWL" report --all-findings "$top/indented.json" | cmp "$top/findings.txt" -
}
written_again() {
    "$PAWL" report -q --json "$top/second.json" "$top/check.json" &&
        cmp "$top/check.json" "$top/second.json"
}
no_pictures() {
    "$PAWL" report --html "$top/x.html" "$top/check.json" 2>"$top/err"
    [ $? -eq 2 ] && [ ! -e "$top/x.html" ] && grep -q 'checks do not measure' "$top/err"
}

"$PAWL_TESTS/check_print_test" --write "$top" || exit 1
try 'the file is valid' valid "$top/check.json"
try 'every member is documented' documented
try 'it is one line' [ "$(wc -l <"$top/check.json")" -eq 1 ]
try 'pawl report prints it' printed_again
try 'also if somebody has indented it' indented
try 'and writes it' written_again
try 'what is about waits is refused' no_pictures
broken 'another format' '.format = "pawl-check/2"'
broken 'a missing member' 'del(.processes[0].findings[0].steps[0].wanted)'
broken 'a time with a fraction' '.processes[0].findings[0].after_ns = 1.5'
broken 'a negative count' '.processes[0].lost.locks = -1'
broken 'a kind that is none' '.processes[0].findings[0].kind = "race"'
broken 'a finding without steps' '.processes[0].findings[0].steps = []'
finish
