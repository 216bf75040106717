#!/usr/bin/env bash
# checks.sh - the checkers that may kill a mutant: all of them general, none made for it. Sourced
# by run.
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2034 # some variables are for the script that sources this
#
# A check is KIND/NAME: model/mutex/2x2 is a client of pawl-model, weak/mutex/L-L one of weak-relacy
# (tests/weak), test/order_test a unit test. From cheap to dear: the model's clients with few
# states, quick unit tests, the model's other clients, slow unit tests; last, as it takes long to
# compile, the memory orders.

# What a type of the family is made of can only go wrong in checks that use the type, which are
# named after it: model/once/2, weak/once/O-O, test/once_test. So a mutant there is looked for by
# these checks only; and a mutant of what is below the family by all the others.

family=' rwmutex wide waitgroup once cond semaphore reentrant goroutine chan '

few_states=200000
quick_tests=(misuse_test order_test watch_test watch_callers_test mutex_test until_test table_test
    scale_test sema_test step_sema_test)
slow_tests=(destroy_test step_destroy_test timeout_test)
# Where one of the family hangs, its test takes longer to say so than all of its model clients.
for file in tests/*_test.c; do
    file=${file##*/}
    [[ $family != *" ${file%%_*} "* ]] || slow_tests+=("${file%.c}")
done

# Random executions of a client of weak-relacy.
weak_executions=10000

# type_of NAME: leaves in type the type of the family that a file or a check is named after; nothing
# for those below the family. Starts no process, as concerns: it is asked thousands of times.
type_of() {
    case $1 in
    rwmutex_wide*) type=wide ;;
    token/*) type=reentrant ;;
    rwjoin/*) type=rwmutex ;;
    pthread/*) type=cond ;;
    runq/* | go/*) type=goroutine ;;
    select/*) type=chan ;;
    *) type=${1%%[/_.]*} ;;
    esac
    [[ $family == *" $type "* ]] || type=''
}

# concerns CHECK FILE...: may it find a mutant that changes these files of the library?
concerns() {
    local file mutated=' '
    for file in "${@:2}"; do
        type_of "${file##*/}"
        case $file in # files there have names such as queue.c, too
        src/goroutine/* | src/chan/*)
            file=${file#src/}
            mutated+="${file%%/*} "
            continue
            ;;
        esac
        case ${file##*/} in
        queue.[ch]) mutated=$family ;; # all of them queue
        # The wide one has a plain one inside.
        rwmutex.[ch] | rwmutex_watched.c | rwmutex_state.h) mutated+='rwmutex wide ' ;;
        *) mutated+=${type:+$type } ;;
        esac
    done
    type_of "${1#*/}"
    if [ -n "$type" ]; then
        [[ $mutated == *" $type "* ]]
    else
        [ "$mutated" = ' ' ]
    fi
}

# A check that has found nothing after so many seconds has no verdict; the next one goes on. Tests
# may have to wait for what hangs; the others are searches that take seconds at most.
limit_of() {
    case $1 in
    test/*) echo 120 ;;
    *) echo 30 ;;
    esac
}

# configure TREE BUILD: without debug information, so that equal code makes equal programs.
configure() {
    cmake -S "$1" -B "$2" -G Ninja -DPAWL_TESTS=ON -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_C_FLAGS_RELEASE=-O2 >"$2.log" 2>&1
}

# build_checks BUILD TARGET...: quietly, and one job: there is one worker per CPU.
build_checks() {
    local build=$1
    shift
    ninja -C "$build" -j 1 "$@" >>"$build.log" 2>&1
}

# has_weak BUILD: is there a checker of weak memory? Where Relacy is not installed, there is none.
has_weak() {
    grep -q '^build tests/weak-relacy:' "$1/build.ninja"
}

targets() {
    printf '%s\n' pawl_model "${quick_tests[@]}" "${slow_tests[@]}"
    ! has_weak "$1" || echo weak_relacy
}

# list_checks BUILD: all of them, in no special order.
list_checks() {
    "$1/bin/pawl-model" --quick --list | sed 's,^\([^ ]*\).*,model/\1,'
    printf 'test/%s\n' "${quick_tests[@]}" "${slow_tests[@]}"
    ! has_weak "$1" || sed -n 's,^ *{"\([^"]*\)"\, [0-9].*,weak/\1,p' tests/weak/clients/*.c
}

# sort_checks COSTS: from lines of "STATES CHECK", the order to run them in.
sort_checks() {
    sort -n "$1" | awk -v few=$few_states '/ model/ && $1 < few { print $2 }'
    printf 'test/%s\n' "${quick_tests[@]}"
    sort -n "$1" | awk -v few=$few_states '/ model/ && $1 >= few { print $2 }'
    printf 'test/%s\n' "${slow_tests[@]}"
    awk '/ weak/ { print $2 }' "$1" | sort
}

# program_of CHECK: its path below the build folder. target_of CHECK: what to build for it.
program_of() {
    case $1 in
    model/*) echo bin/pawl-model ;;
    weak/*) echo tests/weak-relacy ;;
    test/*) echo "tests/${1#*/}" ;;
    esac
}

target_of() {
    case $1 in
    model/*) echo pawl_model ;;
    weak/*) echo weak_relacy ;;
    test/*) echo "${1#*/}" ;;
    esac
}

# run_check BUILD CHECK LOG: returns 0 if it finds nothing, 1 if it finds something, 2 if there is
# no verdict: too slow, out of memory, ended from outside. A crash is a find: the unmutated source
# has none.
run_check() {
    local options=()
    case $2 in
    model/*) options=(--once --client "${2#*/}") ;;
    weak/*) options=(trace "${2#*/}" 0 1 "$weak_executions") ;;
    esac
    local program
    program=$1/$(program_of "$2")
    # The braces hide what the shell says of a crash.
    local limit
    limit=$(limit_of "$2")
    { timeout -k 5 "$limit" "$program" "${options[@]}" >"$3" 2>&1 </dev/null; } 2>/dev/null
    case $? in
    0) return 0 ;;
    1 | 132 | 135 | 136 | 139) return 1 ;; # and SIGILL, SIGBUS, SIGFPE, SIGSEGV
    *) return 2 ;;
    esac
}

# states_of LOG: how many states the model has.
states_of() {
    awk '$2 == "all" || $2 == "nearest" { n += $3 } $2 == "bound" { n += $4 }
        END { print n + 0 }' "$1"
}

# killer_of CHECK: its name in the table.
killer_of() {
    case $1 in
    weak/*) echo "weak ${1#*/}" ;;
    *) echo "${1#*/}" ;;
    esac
}

# effort_of CHECK LOG: how much was done until it was found.
effort_of() {
    local n=''
    case $1 in
    model/*) n=$(awk '$NF == "FAILED" { print $(NF - 5) }' "$2") ;;
    weak/*) n=$(sed -n 's/^iteration: //p' "$2") ;;
    test/*) n='1 run' ;;
    esac
    echo "${n:-crash}"
}
