#!/usr/bin/env bash
# two_objects.sh: shared objects that each carry libpawl.a, hidden and loaded RTLD_LOCAL, share one
# semaphore table, so that a lock that they share works. Two versions that cannot: one fatal line.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/consumer/common.sh
. "$(dirname "$0")/common.sh"

hidden=(-fvisibility=hidden '-Wl,--exclude-libs,ALL')
include=(-std=c11 -D_GNU_SOURCE -O2 -I"$PAWL_SOURCE/include")

# plugin OUT LIBRARY OPTION...
plugin() {
    local out=$1 library=$2
    shift 2
    "$CC" "${include[@]}" -fPIC -shared "${hidden[@]}" "$@" "$here/plugin.c" -o "$top/$out" \
        "$library" -pthread
}

# host OUT OPTION...: without libpawl, or with the one that the options name.
host() {
    local out=$1
    shift
    "$CC" "${include[@]}" "$here/host.c" -o "$top/$out" "$@" -ldl -pthread
}

# Whatever the host must not have: a library symbol that could bring the copies together by chance.
only_one_symbol() {
    [ "$(nm -D --defined-only "$top/a.so" | awk '{ print $3 }' | xargs)" = plugin_fight ]
}

# archive OUT FLAG...: a private libpawl.a, compiled with the flags.
archive() {
    local out=$1 source objects=()
    shift
    mkdir -p "$top/$out.o"
    while read -r source; do
        objects+=("$top/$out.o/$(object_of "$source")")
        "$CC" "${include[@]}" -I"$PAWL_SOURCE/src" -fPIC "$@" -c "$source" -o "${objects[-1]}" ||
            return
    done < <(library_sources)
    "$archiver" rcs "$top/$out" "${objects[@]}"
}
archiver="ar"
command -v gcc-ar >/dev/null && archiver=gcc-ar

fights() {
    run "$top/$1" "$2" "${@:3}"
}

# The process must die of SIGABRT with one line about it, in the words of src/sema/instance.c.
one_fatal_line() {
    run "$@" >"$top/said" 2>&1
    local status=$?
    cat "$top/said"
    [ "$status" -eq 134 ] && [ "$(grep -c 'fatal error' "$top/said")" -eq 1 ] &&
        grep -Eq '^fatal error: pawl: two libpawl .*ABI [12] here, ABI [12] in ' "$top/said"
}

try 'build the plugins' plugin a.so "$lib/libpawl.a"
for name in b c; do cp "$top/a.so" "$top/$name.so"; done
try 'a plugin exports nothing of the library' only_one_symbol

# The program uses inline functions only if it fights; without a library it must not even link them.
try 'build the host without a library' host bare
try 'build the host with libpawl.a' host static -DHOST_FIGHTS "$lib/libpawl.a"
try 'build the host with libpawl.so' host shared -DHOST_FIGHTS "$lib/libpawl.so"
for program in bare static shared; do
    try "two plugins, $program host" fights "$program" fight "$top/a.so" "$top/b.so"
    try "three plugins, $program host" fights "$program" fight "$top"/{a,b,c}.so
    try "the first plugin is closed, $program host" fights "$program" close "$top"/{a,b,c}.so
    try "a thread outlives the plugin it waited in, $program host" \
        fights "$program" linger "$top/a.so" "$top/b.so"
done

try 'build with --gc-sections' plugin gc.so "$lib/libpawl.a" -ffunction-sections -fdata-sections \
    -Wl,--gc-sections
try 'with --gc-sections' fights bare fight "$top/gc.so" "$top/b.so"
try 'with --gc-sections, loaded last' fights bare fight "$top/b.so" "$top/gc.so"
if archive lto.a -flto -ffunction-sections >"$top/log" 2>&1; then
    try 'build with -flto' plugin lto.so "$top/lto.a" -flto -Wl,--gc-sections
    try 'with -flto' fights bare fight "$top/lto.so" "$top/b.so"
    try 'with -flto, loaded last' fights bare fight "$top/b.so" "$top/lto.so"
else
    echo "$CC cannot make an archive with -flto: left out"
fi

try 'build a library of another ABI' archive other.a -DPAWL_INSTANCE_ABI=2
try 'build a plugin of another ABI' plugin other.so "$top/other.a"
for program in bare static shared; do
    try "another ABI loaded second, $program host" \
        one_fatal_line "$top/$program" fight "$top/a.so" "$top/other.so"
    try "another ABI loaded first, $program host" \
        one_fatal_line "$top/$program" fight "$top/other.so" "$top/a.so"
done
try 'another ABI alone' fights bare fight "$top/other.so"
finish
