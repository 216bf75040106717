// lab.h - the laboratory: locks side by side under one load, round after round.
// SPDX-License-Identifier: MIT
//
// A scenario is a load. A table is one scenario with one number of threads: every lock, in every
// round, in an order drawn anew for each round, so that a machine that gets slower, or a noisy
// neighbour, meets all locks alike. A sample is one lock in one round. A report is what one run of
// `pawl lab` leaves: tables, and what is needed to read them. Everything that is printed is
// computed from a report, whether it was just measured or comes from a file.
#ifndef PAWL_TOOLS_LAB_H
#define PAWL_TOOLS_LAB_H

#include "histogram.h"
#include "stats.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
    LAB_MAX_LOCKS = 32,
    LAB_MAX_THREADS = 1000,
    LAB_MAX_TABLES = 16,
    LAB_MIN_ROUNDS = 5, // a median of fewer says nothing
    LAB_MAX_ROUNDS = STATS_MAX,
    LAB_NAME = 16,     // room for the name of a lock or scenario
    LAB_FAILURE = 160, // room for what went wrong
};

struct lab_scenario; // lab_scenario.h

// One lock in one round. Times in ns, all sums are over the threads.
struct lab_sample {
    int position; // in the order of the round, from 0
    int64_t wall_ns, cpu_ns;
    uint64_t ops;
    uint64_t *thread_ops;            // of each thread; owned
    uint64_t voluntary, involuntary; // context switches
    uint64_t sleeps, handoffs;       // as the lock tells (pawl/watch.h); 0 if it tells nothing
    uint64_t starving;               // how often it entered starvation mode
    int64_t starving_ns;             // and for how long it was in it
    struct distribution grant;       // of the timed lock calls: asked -> granted
    struct distribution run;         // of those that were handed the lock: granted -> running
    struct distribution own;         // the scenario's own measure, if it has one
    char failure[LAB_FAILURE];       // what the lock did not protect; "" if all is well
};

// A time for which one thread had the lock, in ns since the trace began.
struct lab_hold {
    int thread;
    int64_t from_ns, to_ns;
};

// Who had a lock over some milliseconds of a round of its own, which is not measured.
struct lab_trace {
    struct lab_hold *holds; // in order; owned
    size_t count;           // 0: nothing was traced
    int64_t length_ns;
};

struct lab_table {
    const struct lab_scenario *scenario;
    int threads, rounds, lock_count;
    bool goroutines;  // the threads are goroutines
    int64_t round_ns; // planned
    char locks[LAB_MAX_LOCKS][LAB_NAME];
    struct lab_sample *samples; // [round * lock_count + lock]; owned
    struct lab_trace traces[LAB_MAX_LOCKS];
};

// What the words came from.
struct lab_input {
    uint64_t files, bytes, words, distinct;
    char top[LAB_NAME * 2]; // the commonest word
    uint64_t top_count;
};

struct lab_machine {
    char cpu[64], system[64];
    int cpus;
};

struct lab_report {
    char act[LAB_NAME]; // what was asked for: a scenario's name, or "demo"
    char version[LAB_NAME], date[32];
    struct lab_machine machine;
    uint32_t seed;
    double seconds;
    int64_t hold_ns; // hunger: how long the lock is held
    char **files;    // wordcount: as named by the user, not owned; not read back from a file
    int file_count;
    struct lab_input input;
    struct lab_table tables[LAB_MAX_TABLES];
    int table_count;
};

void lab_report_free(struct lab_report *r);
void lab_sample_free(struct lab_sample *s);

// What takes part: "thread" or "goroutine".
static inline const char *lab_agent(const struct lab_table *t)
{
    return t->goroutines ? "goroutine" : "thread";
}

// The sample of a lock in a round.
static inline struct lab_sample *lab_sample_at(const struct lab_table *t, int round, int lock)
{
    return &t->samples[round * t->lock_count + lock];
}

// lab_failures returns how many samples of all tables failed.
int lab_failures(const struct lab_report *r);

// lab_machine_read describes this machine.
void lab_machine_read(struct lab_machine *m);

// ---- what a table says of one lock (lab_figures.c) ----------------------------------------------

enum { QUANTILES = 4 }; // p50, p99, p99.9, longest

// Each number is the median over the rounds of that round's number; NAN: not known.
struct lab_figures {
    struct interval speed; // operations per second
    double p10, p90;       // of the rounds' speeds
    struct interval cpu;   // CPU time per operation, ns
    struct interval longest, own_median;
    double grant[QUANTILES], run[QUANTILES], own[QUANTILES]; // ns
    double least, most, jain;                        // operations per thread: 1 is the fair share
    double voluntary, involuntary, sleeps, handoffs; // per 1000 operations
    double starving, starving_share;                 // times per second; share of the time
    bool silent;                                     // tells nothing of its waits
    int failures;                                    // rounds that failed
};

struct lab_figures lab_figures(const struct lab_table *t, int lock);

// lab_cut_short tells whether a wait was about as long as the round: without its end, it might have
// been longer.
bool lab_cut_short(const struct lab_table *t, double ns);

// ---- what is printed
// ------------------------------------------------------------------------------

// lab_print_head says what was measured where; before the first table.
void lab_print_head(FILE *out, const struct lab_report *r);

// lab_print_table prints one table and its verdict; the demo leaves out the details.
void lab_print_table(FILE *out, const struct lab_report *r, const struct lab_table *t);

// lab_print_legend explains every column; after the last table.
void lab_print_legend(FILE *out, const struct lab_report *r);

void lab_print_report(FILE *out, const struct lab_report *r);

// lab_print_editions lists all locks: year, change, reason.
void lab_print_editions(FILE *out);

// lab_story becomes the program that plays the story of an edition. It returns only if there is
// none, and says why.
void lab_story(const char *edition, char *why, size_t size);

// lab_verdict writes to text what the table shows, one sentence per pair of locks.
void lab_verdict(const struct lab_table *t, char *text, size_t size);

// ---- files (lab_write.c, lab_html.c, lab_read.c)
// --------------------------------------------------------------

// lab_write writes r as JSON (docs/lab-json.md). Returns NULL, or what went wrong; then path is as
// it was before. "-" is the standard output.
const char *lab_write(const struct lab_report *r, const char *path);

// lab_html writes a page for people. Returns as lab_write does.
const char *lab_html(const struct lab_report *r, const char *path);

// lab_read reads what lab_write wrote. If it cannot, returns false and says in why what is wrong.
bool lab_read(struct lab_report *r, const char *path, char *why, size_t size);

#endif
