// core.h - the machine's state and its threads' stops, for the files that implement operations.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_CORE_H
#define PAWL_SIM_CORE_H

#include "sim/machine.h"

#include <setjmp.h>

enum sim_kind {
    SIM_RUNNING, // not stopped; also the value between steps of a thread that ended
    SIM_WORD,    // an operation on a word: one possible result
    SIM_CASW,    // a weak compare-and-swap: may fail for no reason
    SIM_PAUSE,   // a scheduling point without an operation
    SIM_AWAIT,   // waits for ready(arg)
    SIM_SECTION, // waits for a bucket lock, then runs its section in one step
    SIM_WAKE,    // futex wake: alternative = which of the sleepers
    SIM_ASLEEP,  // sleeps in a futex wait
    SIM_CLOCK,   // reads the clock: alternative = how many levels it has moved
    SIM_SPIN,    // alternative 1: spins once more
    SIM_GUESS,   // a hint, right or wrong: alternative 1 is yes
};

// What a thread is about to do.
struct sim_op {
    enum sim_kind kind;
    const uint32_t *word;
    uint32_t expected; // CASW: to know whether a failure for no reason would be one
    int64_t deadline;  // ASLEEP
    bool (*ready)(void *);
    void *arg;
};

enum { SIM_WOKEN, SIM_SPURIOUS, SIM_EINTR, SIM_TIMEOUT }; // alternatives of SIM_ASLEEP
enum { SIM_CANCELLED = 31 };                              // an alternative of every kind

struct sim_thread {
    struct sim_op op;
    char *sp;   // lowest live byte of the stack
    jmp_buf at; // where it goes on
    uint32_t parker;
    uint8_t alt; // the alternative chosen for op
    bool done;
    bool woken;                    // asleep, but a wake has chosen it
    uint8_t fresh;                 // looks at the clock until its time begins
    bool waited;                   // it has looked since
    bool cancelled, cancelable;    // somebody has asked for its end; it may end at this stop
    struct sim_cleanup *cleanup;   // what it has to do then
    uint8_t spins;                 // left
    uint8_t spurious, eintr, weak; // left
    int64_t clock;
    int64_t deadline; // a clock level of its own
};

struct sim_range {
    uintptr_t from, to;
};

// Everything here is part of the state.
struct sim_core {
    struct sim_thread threads[SIM_MAX_THREADS];
    struct sim_range freed[SIM_MAX_THREADS];
    int nthreads, nfreed;
    size_t used; // bytes of shared data allocated behind this struct
};

extern struct sim_core *const sim_core;
extern const struct sim_budget *sim_budget;

// sim_stop offers op to the explorer and returns the alternative chosen. Outside of threads, and
// inside a one-step section, it returns 0 at once.
unsigned sim_stop(struct sim_op op);

// sim_section_ switches the one-step mode of the running thread.
void sim_section_(bool inside);

// sim_end_thread ends the running thread. sim_cancelled does so after its clean-ups.
_Noreturn void sim_end_thread(void);
_Noreturn void sim_cancelled(void);

// sim_me returns the running thread; NULL in setup.
struct sim_thread *sim_me(void);

// sim_is_shared tells whether p points into what changes: the arena.
bool sim_is_shared(const void *p);

// sim_sleeps_on tells whether t sleeps on w and nobody has woken it yet.
bool sim_sleeps_on(const struct sim_thread *t, const uint32_t *w);

// sim_next_level returns the next point in time after now that makes a difference to t; now if
// there is none.
int64_t sim_next_level(const struct sim_thread *t, int64_t now);

// sim_story prints one line about the step being done, when tracing.
void sim_story(const char *func, int line, const char *format, ...)
    __attribute__((__format__(__printf__, 3, 4)));
bool sim_tracing(void);
// sim_tell writes name and value of a word, in words.
void sim_tell(char *out, size_t size, const uint32_t *w, uint32_t value);
const char *sim_word_name(const uint32_t *w);
void sim_forget_names(void);
void sim_changed(const uint32_t *w, uint32_t old, uint32_t value);
void sim_forget_monitors(void);

#endif
