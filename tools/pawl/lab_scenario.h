// lab_scenario.h - what a load is made of, and the threads that run it.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_LAB_SCENARIO_H
#define PAWL_TOOLS_LAB_SCENARIO_H

#include "lab.h"

#include <editions/edition.h>
#include <pawl/clock.h>
#include <pawl/waitgroup.h>
#include <pawl/word.h>

#include <pthread.h>

struct lab_round;

// One thread of one round, on cache lines of its own (xcalloc).
struct lab_worker {
    struct lab_round *round;
    void *lock; // the one under test, that lab_lock locks
    int index;
    pthread_t thread;
    uint64_t goroutine; // its number, if it is one
    int64_t yielded_ns; // when it let others run
    uint32_t random;

    // What the scenario's work counts.
    uint64_t ops;
    uint64_t tally;                 // what else it counts, for verify
    uint32_t left_from, left_until; // wordcount: the part of the text it took but left undone
    struct histogram own;

    // What lab_lock and the watcher count (lab_watch.c).
    unsigned until_timed;
    int64_t granted_ns; // when the lock call under way was handed the lock, or 0
    uint64_t sleeps, handoffs, starving, normal;
    int64_t starving_at, normal_at; // sums of the moments, ns since the round began
    struct histogram grant, run;

    // What the thread used (lab_run.c).
    int64_t start_ns, end_ns, cpu_ns;
    uint64_t voluntary, involuntary;
    char pad[128];
};

// One lock under load.
struct lab_round {
    const struct lab_scenario *scenario;
    const struct pawl_edition *edition;
    union pawl_edition_lock *lock;
    void *state; // the scenario's, from prepare
    struct lab_worker *workers;
    int threads, number, rounds; // this is round number, from 0, of rounds
    int64_t opened_ns;
    bool goroutines;
    pthread_barrier_t gate;
    pawl_waitgroup opening; // the goroutines' gate
    pawl_word stop;
    struct lab_log *logs; // of a traced round: one per worker (lab_trace.c)
};

// What a scenario is told before the first round.
struct lab_setup {
    char **files; // wordcount: NULL for the default set
    int file_count;
    int64_t hold_ns;
    struct lab_input *input; // wordcount: what was read
};

enum lab_headline { LAB_SPEED, LAB_WAIT, LAB_OWN };

struct lab_scenario {
    const char *name;
    const char *summary;         // one line, for the help
    const char *intro;           // sentences above the table
    const char *ops;             // "words": what is counted
    const char *own;             // title of its own measure, or NULL
    enum lab_headline headline;  // what the verdict is about
    const char *story[2];        // the two editions between which this load shows the change
    int min_threads, equal_from; // threads from here on do the same work
    int default_threads[4];      // one table each
    double default_seconds;
    unsigned time_every; // every so manieth lock call is timed
    bool for_goroutines; // can be run with goroutines

    // prepare returns the state for all rounds; NULL and why if it cannot. release frees it.
    void *(*prepare)(const struct lab_setup *setup, char *why, size_t size);
    void (*release)(void *state);
    void (*begin)(struct lab_round *r); // before each round; the last one left its state as it was
    void (*work)(struct lab_worker *w); // in each thread, until lab_stopped
    // verify says in why what the lock failed to protect in this round; "" if nothing.
    void (*verify)(struct lab_round *r, char *why, size_t size);
};

extern const struct lab_scenario lab_wordcount, lab_registry, lab_hunger, lab_handoff;

// All of them; ends with NULL.
extern const struct lab_scenario *const lab_scenarios[];

const struct lab_scenario *lab_scenario_find(const char *name);

// ---- for a scenario's work
// ------------------------------------------------------------------------

static inline bool lab_stopped(const struct lab_worker *w)
{
    return pawl_word_load_rlx(&w->round->stop) != 0;
}

// lab_lock_timed locks the lock under test and records how long that took; returns the time to
// grant.
int64_t lab_lock_timed(struct lab_worker *w);

// lab_lock locks it, and times as many calls as the scenario says: two readings of the clock can
// cost more than the lock.
static inline void lab_lock(struct lab_worker *w)
{
    if (--w->until_timed == 0) {
        w->until_timed = w->round->scenario->time_every;
        lab_lock_timed(w);
    } else {
        w->round->edition->lock(w->lock);
    }
}

static inline void lab_unlock(struct lab_worker *w)
{
    w->round->edition->unlock(w->lock);
}

// lab_random returns the next of a worker's pseudo-random numbers.
uint32_t lab_random(uint32_t *state);

// lab_steps_of returns how many steps of lab_work take ns on this machine.
uint32_t lab_steps_of(int64_t ns);

// lab_work keeps the CPU busy.
void lab_work(uint32_t steps);

// lab_let_others is called by who would run for long without waiting.
void lab_let_others(struct lab_worker *w);

// ---- for lab_run.c
// --------------------------------------------------------------------------------

// lab_watch_begin has the events of all locks counted by the thread they happen on, lab_watch_end
// no longer. lab_watch_thread says which worker the calling thread is.
void lab_watch_begin(void);
void lab_watch_end(void);
void lab_watch_thread(struct lab_worker *w);

void lab_watch_goroutine(struct lab_worker *w);

// lab_watch_self returns the worker that the calling thread or goroutine is, or NULL.
struct lab_worker *lab_watch_self(void);

// lab_agents_run runs the round's workers, as threads or goroutines, for round_ns.
void lab_agents_run(struct lab_round *r, int64_t round_ns);

// lab_trace_begin has a round that is about to run on its edition traced; one at a time.
// lab_trace_end returns what the round left.
void lab_trace_begin(struct lab_round *r);
struct lab_trace lab_trace_end(struct lab_round *r);

// How long a traced round must be.
#define LAB_TRACE_ROUND_NS (30 * PAWL_MILLISECOND)

// What to measure.
struct lab_plan {
    const struct pawl_edition *locks[LAB_MAX_LOCKS];
    int lock_count;
    struct {
        const struct lab_scenario *scenario;
        int threads;
    } tables[LAB_MAX_TABLES];
    int table_count, rounds;
    bool goroutines;
    bool trace; // also trace who holds each lock
    struct lab_setup setup;
};

// lab_run measures the plan into r, whose other fields are set, and prints to out what there is to
// print as soon as it is known (out NULL: nothing). Returns false, and says why, if it cannot.
bool lab_run(const struct lab_plan *plan, struct lab_report *r, FILE *out, char *why, size_t size);

#endif
