#!/usr/bin/env bash
# go_bench_test.sh - bench/go has the benchmarks of Go's sync and runtime that goroutines matter to,
# and each comes to an end on one worker and on two, with a figure. bench/go/compare knows for all
# where Go has them.
# SPDX-License-Identifier: MIT
set -u
# shellcheck source=tests/support/try.sh
. "$(dirname "$0")/support/try.sh"
: "${PAWL_TESTS:?names the folder of the test programs}"
bench=$PAWL_TESTS/../bench/pawl-go-bench

of_go='MutexUncontended Mutex MutexSlack MutexWork MutexWorkSlack MutexNoSpin MutexSpin
RWMutexUncontended RWMutexWrite100 RWMutexWrite10 RWMutexWorkWrite100 RWMutexWorkWrite10
WaitGroupUncontended WaitGroupAddDone WaitGroupAddDoneWork WaitGroupWait WaitGroupWaitWork
WaitGroupActuallyWait Once Cond1 Cond2 Cond4 Cond8 Cond16 Cond32
SemaUncontended SemaSyntNonblock SemaSyntBlock SemaWorkNonblock SemaWorkBlock
MakeChan/Byte MakeChan/Int MakeChan/Ptr MakeChan/Struct/0 MakeChan/Struct/32 MakeChan/Struct/40
ChanNonblocking ChanUncontended ChanContended ChanSync ChanSyncWork
ChanProdCons0 ChanProdCons10 ChanProdCons100
ChanProdConsWork0 ChanProdConsWork10 ChanProdConsWork100
ReceiveDataFromClosedChan ChanCreation ChanSem ChanPopular ChanClosed
SelectUncontended SelectSyncContended SelectAsyncContended SelectNonblock SelectProdCons
CreateGoroutines CreateGoroutinesParallel CreateGoroutinesCapture CreateGoroutinesSingle
PingPongHog'

# What is beside them is in Go in beside_test.go.
all_names() {
    tr ' ' '\n' <<<"$of_go"
    sed -n 's/^func Benchmark\([A-Za-z]*\)(.*/\1/p' bench/go/beside/beside_test.go
}

names_agree() {
    diff <(all_names | sort) <("$bench" --list | sort)
}

compare_knows_beside() {
    diff <(sed -n 's/^func Benchmark\([A-Za-z]*\)(.*/\1/p' bench/go/beside/beside_test.go | sort) \
        <(awk '/^BESIDE = {/ { on = 1 } on; on && /}/ { exit }' bench/go/compare |
            grep -o '"[A-Za-z]*"' | tr -d '"' | sort)
}

all_measured() { # PROCS
    PAWL_PROCS=$1 timeout 100 "$bench" 0.001 >"$top/out" || return
    # As many lines as names, each with a time that is none of 0, negative, nan, inf.
    diff <("$bench" --list) <(awk 'NF == 3 && $2 > 0 && $3 > 0 && $3 < 1e9 { print $1 }' "$top/out")
}

refuses() {
    ! "$bench" 0 2>"$top/err" && grep -q '^usage: pawl-go-bench ' "$top/err"
}

try "the names are Go's, and those of beside_test.go" names_agree
try "bench/go/compare takes those from there" compare_knows_beside
try "each benchmark ends, with one worker" all_measured 1
try "each benchmark ends, with two workers" all_measured 2
try "no time is refused" refuses
finish
