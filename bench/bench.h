// bench.h - `pawl bench`: Go's mutex and semaphore benchmarks, over threads, for every lock.
// SPDX-License-Identifier: MIT
#ifndef PAWL_BENCH_BENCH_H
#define PAWL_BENCH_BENCH_H

// pawl_bench_main runs the subcommand; argv[0] is its name. Returns the exit status: 0, 1 if a lock
// failed its benchmark, 2 if the command line is wrong.
int pawl_bench_main(int argc, char **argv);

#endif
