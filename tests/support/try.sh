#!/usr/bin/env bash
# try.sh - sourced by test scripts that make one check after the other: try NAME COMMAND..., and
# finish as the last command. $top is a folder of their own, which goes when they end.
# SPDX-License-Identifier: MIT
top=$(mktemp -d) || exit
trap 'rm -rf "$top"' EXIT
passed=0 failed=0

# try NAME COMMAND...: one check. Shows what the command said only when it failed.
try() {
    local name=$1
    shift
    if "$@" >"$top/log" 2>&1; then
        passed=$((passed + 1))
        echo "ok: $name"
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        tail -n 40 "$top/log" | sed 's/^/    /'
    fi
}

# finish: the verdict over all checks.
finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
