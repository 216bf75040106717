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
    int stack;  // that it is on: its own, or a fiber's
    jmp_buf at; // where it goes on
    uint32_t parker;
    uint8_t alt;  // the alternative chosen for op
    bool servant; // need not end
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

// Stacks are numbered: the threads' own, then those for fibers.
#define SIM_STACK_SIZE (16 * 1024)
#define SIM_STACKS (SIM_MAX_THREADS + SIM_MAX_FIBERS)

// Everything here is part of the state.
struct sim_core {
    struct sim_thread threads[SIM_MAX_THREADS];
    struct sim_range freed[SIM_MAX_THREADS];
    int nthreads, nfreed;
    int nfibers;
    size_t fiber_top;     // what lies above a fiber's stack, in the same slot
    char *sp[SIM_STACKS]; // the lowest live byte of each
    size_t used;          // bytes of shared data allocated behind this struct
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

// Fibers: stacks that threads switch to and from. Within a step, as nobody can see it. sim_fibers,
// only from a client's setup, makes n of them, side by side, each in a slot that is aligned to its
// size and keeps top bytes above the stack for the client, and returns where they begin.
struct sim_fiber {
    int stack;
    void (*entry)(void *note); // it begins there; NULL: it has begun, and goes on
    jmp_buf at;
};
void *sim_fibers(int n, size_t top);
int sim_stack_of(const void *p); // the number of the stack in whose slot p lies
// sim_switch leaves from, the caller's, for to, and returns the note of who switches back. last:
// nobody will.
void *sim_switch(struct sim_fiber *from, struct sim_fiber *to, void *note, bool last);

// sim_stack is where a stack's slot begins, sim_stack_top where the stack does, from above.
char *sim_stack(int stack);
char *sim_stack_top(int stack);

// sim_scrub clears what earlier calls have left below the stack pointer, which must not make equal
// states look different. spare: bytes that are left as they are.
void sim_scrub(int stack, size_t spare);

// sim_begin_on calls body on a stack, whatever is there.
void sim_begin_on(int stack, void (*body)(void));

// The stack pointer of the caller's frame: all that is live lies above it.
__attribute__((__always_inline__)) static inline char *sim_stack_pointer(void)
{
    char *sp;
#if defined(__x86_64__)
    __asm__ volatile("mov %%rsp, %0" : "=r"(sp));
#elif defined(__aarch64__)
    __asm__ volatile("mov %0, sp" : "=r"(sp));
#else
    sp = (char *)__builtin_frame_address(0) - 512; // too low is slow, not wrong
#endif
    return sp;
}

uint64_t sim_hash(uint64_t h, const void *data, size_t size);

// Memory of others (kept.c).
bool sim_is_kept(const void *p);
void sim_copy_kept(void);
void sim_restore_kept(void);
void sim_forget_kept(void);

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
