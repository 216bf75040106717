#!/usr/bin/env bash
# tsan.sh: ThreadSanitizer in consumers of the ordinary library finds exactly what is wrong: races
# next to the lock, nothing in clean programs. By gcc and clang, -O0 and -O2, static and shared.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/consumer/common.sh
. "$(dirname "$0")/common.sh"

# The sanitizer cannot place its shadow when the kernel randomises too many bits of addresses.
plain=()
setarch -R true 2>/dev/null && plain=(setarch -R)
export TSAN_OPTIONS="exitcode=66 detect_deadlocks=1"

# build COMPILER PROGRAM OUT OPTION...: against the static library, or what the options say.
build() {
    local compiler=$1 program=$2 out=$3
    shift 3
    "$compiler" -std=c11 -D_GNU_SOURCE -g -fsanitize=thread -I"$PAWL_SOURCE/include" \
        "$here/$program.c" -o "$out" "$@" -pthread
}

has_tsan() {
    echo 'int main(void) { return 0; }' >"$top/empty.c"
    "$1" -fsanitize=thread "$top/empty.c" -o "$top/empty" >"$top/log" 2>&1 &&
        "${plain[@]}" "$top/empty" >>"$top/log" 2>&1
}

reported() {
    fails_with "$1" run "${plain[@]}" "$2"
}

silent() {
    run "${plain[@]}" "$1" >"$top/said" 2>&1 || { cat "$top/said" && return 1; }
    cat "$top/said"
    ! grep -q ThreadSanitizer "$top/said"
}

builds_and() {
    local expect=$1 pattern=$2
    shift 2
    build "$@" || return
    if [ "$expect" = silent ]; then silent "$3"; else reported "$pattern" "$3"; fi
}

races=(race_counter race_registry race_rlock race_rlock_wide race_semaphore race_token
    race_waitgroup)
cleans=(clean clean_locker clean_semaphore clean_family)
race='WARNING: ThreadSanitizer: data race'
inversion='WARNING: ThreadSanitizer: lock-order-inversion'
foreign='WARNING: ThreadSanitizer: unlock of an unlocked mutex (or by a wrong thread)'

ordinary() {
    local compiler=$1 level=$2 kind=$3 library=$lib/libpawl.a
    [ "$kind" = shared ] && library=$lib/libpawl.so
    local name="$compiler $level $kind"
    for program in "${races[@]}"; do
        try "$name: $program is reported" builds_and reported "$race" \
            "$compiler" "$program" "$top/a" "$level" "$library"
    done
    for program in "${cleans[@]}" lock_order; do
        try "$name: $program is silent" builds_and silent - \
            "$compiler" "$program" "$top/a" "$level" "$library"
    done
}

owners() {
    local compiler=$1 library=$lib/libpawl.a
    try "$compiler, owners announced: lock_order is reported" builds_and reported "$inversion" \
        "$compiler" lock_order "$top/a" -O2 -DPAWL_TSAN_OWNERS "$library"
    try "$compiler, owners announced: clean is silent" builds_and silent - "$compiler" clean \
        "$top/a" -O2 -DPAWL_TSAN_OWNERS -DOWN_UNLOCKS_ONLY "$library"
    try "$compiler, owners announced: unlock by another is reported" builds_and reported \
        "$foreign" "$compiler" clean "$top/a" -O2 -DPAWL_TSAN_OWNERS "$library"
    try "$compiler, owners announced: race_counter is reported" builds_and reported "$race" \
        "$compiler" race_counter "$top/a" -O2 -DPAWL_TSAN_OWNERS "$library"
}

# The library as a program's own source, seen by TSan and announcing nothing.
build_silent_library() ( # COMPILER FOLDER
    mapfile -t sources < <(library_sources)
    mkdir -p "$2" && cd "$2" || exit
    for source in "${sources[@]}"; do
        "$1" -std=c11 -D_GNU_SOURCE -g -fsanitize=thread -O2 -DPAWL_TSAN_SILENT -pthread \
            -I"$PAWL_SOURCE/include" -I"$PAWL_SOURCE/src" -c "$source" \
            -o "$(object_of "$source")" || exit
    done
    ar rcs libpawl.a ./*.o
)

# Without announcements TSan sees the lock's own atomics, and must come to the same verdicts.
atomics() {
    local compiler=$1
    try "$compiler, atomics only: the library" build_silent_library "$compiler" "$top/$compiler"
    local options=(-O2 -DPAWL_TSAN_SILENT "$top/$compiler/libpawl.a")
    for program in "${cleans[@]}"; do
        try "$compiler, atomics only: $program is silent" builds_and silent - \
            "$compiler" "$program" "$top/a" "${options[@]}"
    done
    for program in "${races[@]}"; do
        try "$compiler, atomics only: $program is reported" builds_and reported "$race" \
            "$compiler" "$program" "$top/a" "${options[@]}"
    done
}

tried=0
for compiler in gcc clang; do
    if ! has_tsan "$compiler"; then
        echo "$compiler has no working ThreadSanitizer: left out"
        continue
    fi
    tried=$((tried + 1))
    for level in -O0 -O2; do
        for kind in static shared; do
            ordinary "$compiler" "$level" "$kind"
        done
    done
    owners "$compiler"
    atomics "$compiler"
done
[ "$tried" -gt 0 ] || skip "no compiler with a working ThreadSanitizer"
finish
