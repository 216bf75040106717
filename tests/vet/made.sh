#!/usr/bin/env bash
# made.sh - sourced by the tests of the command: small sources with findings, in $top/src, and vet,
# which runs pawl vet there.
# SPDX-License-Identifier: MIT

: "${PAWL:?names the pawl command}"
# shellcheck source=tests/support/try.sh
. tests/support/try.sh
mkdir "$top/src"

# vet ARGUMENT...: in $top/src. Leaves $status, $top/out and $top/err.
vet() {
    (cd "$top/src" && exec "$PAWL" vet "$@" >"$top/out" 2>"$top/err")
    status=$?
    cat "$top/out" "$top/err"
}

# ends STATUS [PATTERN]: it did with this status, and the last line of standard error is like this.
ends() {
    [ "$status" -eq "$1" ] || { echo "the status is $status" && return 1; }
    tail -n 1 "$top/err" | grep -qE "${2:-}"
}

# says N: there are so many findings.
says() {
    [ "$(grep -cE '^[^ ]+:[0-9]+:[0-9]+: warning: .* \[pawl-[a-z_-]+\]$' "$top/out")" -eq "$1" ]
}

# source FILE: from standard input.
source_file() {
    mkdir -p "$(dirname "$top/src/$1")"
    cat >"$top/src/$1"
}

mkdir "$top/src/.git" # no configuration above is looked for
source_file good.c <<'C'
int good(void) { return 0; }
C
source_file bad.c <<'C'
#include <pthread.h>
struct box {
    pthread_mutex_t mu;
    int value;
};
int get(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (b->value < 0)
        return -1;
    int value = b->value;
    pthread_mutex_unlock(&b->mu);
    return value;
}
C
source_file broken.c <<'C'
int broken( { return 0; }
C
