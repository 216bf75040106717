#!/usr/bin/env bash
# json_test.sh - the JSON file is what its published schema says, and the schema says something.
# SPDX-License-Identifier: MIT
set -u

: "${PAWL_TESTS:?names the folder of the test programs}"
# shellcheck source=tests/support/try.sh
. tests/support/try.sh

cat >"$top/validate" <<'PYTHON'
import json, sys
import jsonschema

schema = json.load(open("docs/run.schema.json"))
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

# broken NAME FILTER: a file that jq has damaged is not valid.
broken() {
    jq -c "$2" "$top/two/run.json" >"$top/broken.json"
    try "$1 is found" invalid "$top/broken.json"
}

# Every member that the file has is in the schema and in the document.
documented() {
    local name bad=0
    for name in $(jq -r '[paths | .[] | strings] | unique[]' "$top/two/run.json") address; do
        grep -q "\`$name\`" docs/run-json.md || { echo "run-json.md: no $name" && bad=1; }
        grep -q "\"$name\": {" docs/run.schema.json || { echo "schema: no $name" && bad=1; }
    done
    return $bad
}

mkdir "$top/one" "$top/two"
"$PAWL_TESTS/outputs_test" --write "$top/one" 1 || exit 1
"$PAWL_TESTS/outputs_test" --write "$top/two" 2 || exit 1
try 'the file of one process is valid' valid "$top/one/run.json"
try 'the file of two processes is valid' valid "$top/two/run.json"
try 'every member is documented' documented
try 'it is one line' [ "$(wc -l <"$top/two/run.json")" -eq 1 ]
broken 'another schema' '.schema = "pawl-run/2"'
broken 'a missing member' 'del(.processes[1].locks[0].exclusive.waits)'
broken 'a time with a fraction' '.processes[0].duration_ns = 1.5'
broken 'a negative count' '.processes[0].locks[1].shared.contended = -1'
broken 'a kind that is none' '.processes[0].locks[0].kind = "futex"'
broken 'a short timeline' 'del(.processes[0].locks[0].timeline[0])'
broken 'a known first stack' '.processes[0].stacks[0] = .processes[0].stacks[1]'
finish
