#!/usr/bin/env bash
# once_fast_test.sh - a Once that is done costs its caller a load and a branch: no function call, no
# atomic read-modify-write. Compiles callers, and follows in their machine code the way that a
# caller takes when the state equals PAWL_ONCE_DONE_, up to its return.
# SPDX-License-Identifier: MIT
set -u

skip() {
    echo "skipped: $*"
    exit 77
}
[ "$(uname -m)" = x86_64 ] || skip "knows the instructions of x86-64 only"
command -v objdump >/dev/null || skip "needs objdump"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/caller.c" <<'END'
#include <pawl/once.h>
#include <pawl/word.h>
pawl_once once;
pawl_once_value value;
pawl_word word;
void fn(void *arg);
void *make(void *arg);
int out_of_line(void);
void do_(void) { pawl_once_do(&once, fn, &once); }
void *get(void) { return pawl_once_value_get(&value, make, &value); }
void do_at(pawl_once *o, void *arg) { pawl_once_do(o, fn, arg); }
void *get_at(pawl_once_value *v, void *arg) { return pawl_once_value_get(v, make, arg); }
int do_twice(int n) { return pawl_once_do(&once, fn, 0), pawl_once_do(&once, fn, 0), n + 1; }
/* What must be found out. */
int calls(void) { return pawl_word_load_acq(&word) == 1 ? out_of_line(), 1 : 0; }
int tail_calls(void) { return pawl_word_load_acq(&word) == 1 ? out_of_line() : 0; }
int swaps(void) { return pawl_word_cas_acq(&word, 1, 1) ? 1 : 0; }
int exchanges(void) { return pawl_word_xchg_acq(&word, 1) == 1 ? 1 : 0; }
int compares_nothing(void) { return 1; }
END

# walk FUNCTION OBJECT: follows it as if every comparison found both sides equal. Prints the way;
# fails, with the reason as the last line, unless it is a load, a comparison with 1, and a return.
walk() {
    objdump -dr --no-show-raw-insn "$2" | awk -v wanted="<$1>:" '
        /^[0-9a-f]+ </ { inside = $2 == wanted }
        inside && /^ +[0-9a-f]+:/ {
            address = $1
            sub(/:/, "", address)
            text = $0
            sub(/^ +[0-9a-f]+:[ \t]*/, "", text)
            code[address] = text
            if (last != "") after[last] = address
            else first = address
            last = address
        }
        inside && /R_X86_64_/ { far[last] = 1 } # refers to something elsewhere
        END {
            if (first == "") { print "there is no such function"; exit 1 }
            for (at = first; at in code && steps++ < 100;) {
                text = code[at]
                print "    " text
                split(text, part, /[ \t]+/)
                if (text ~ /^(notrack +)?(bnd +)?call/) { print "calls"; exit 1 }
                if (text ~ /^(lock|mfence|xchg)/ && text !~ /^xchg +%ax,%ax/) {
                    print "read-modify-writes"
                    exit 1
                }
                if (text ~ /^cmp.*\$0x1,/) compared = 1
                if (text ~ /^(repz +)?(bnd +)?ret/) {
                    if (!compared) print "does not look whether it is done"
                    exit !compared
                }
                if (part[1] ~ /^j/ && at in far && part[1] != "jne") break
                if (part[1] == "jmp" || part[1] == "je") at = part[2]
                else if (part[1] ~ /^j/ && part[1] != "jne") { print "an unknown branch"; exit 1 }
                else at = after[at]
            }
            print "leaves the function"
            exit 1
        }'
}

passed=0 failed=0
# expect STATUS FUNCTION COMPILER: 0, the way is as it should be; 1, it is not.
expect() {
    walk "$2" "$folder/caller.o" >"$folder/way"
    if [ $? -eq "$1" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $2 by $3, when done:"
        cat "$folder/way"
    fi
}

for compiler in "${CC:-cc}" gcc clang; do
    command -v "${compiler%% *}" >/dev/null || continue
    # shellcheck disable=SC2086 # CC may be a command with options
    $compiler -std=c11 -O2 -fno-pie -Iinclude -c "$folder/caller.c" -o "$folder/caller.o" || exit 1
    for function in do_ get do_at get_at do_twice; do
        expect 0 $function "$compiler"
    done
    for function in calls tail_calls swaps exchanges compares_nothing; do
        expect 1 $function "$compiler"
    done
done
[ $((passed + failed)) -gt 0 ] || skip "needs a C compiler"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
