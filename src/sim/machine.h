// machine.h - the simulated machine: a few threads, their shared memory, and one step at a time.
// SPDX-License-Identifier: MIT
//
// Threads are coroutines. Each stops before every operation on shared memory and says what it is
// about to do; the explorer looks at what all of them could do next, picks one, and lets it do that
// one operation and run on to its next stop. Everything that can change lies in one arena (shared
// data and the coroutines' stacks), so a state of the machine can be saved, restored and hashed.
#ifndef PAWL_SIM_MACHINE_H
#define PAWL_SIM_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIM_MAX_THREADS 4
#define SIM_MAX_FIBERS 3

// ---- for clients --------------------------------------------------------------------------------

// sim_spawn adds a thread that will run body(arg). Only from a client's setup.
void sim_spawn(void (*body)(void *arg), void *arg);

// sim_serve is spawn for a thread that need not end: an execution is over when all others are done
// and nothing is bound to happen.
void sim_serve(void (*body)(void *arg), void *arg);

// sim_self returns the number of the running thread, -1 in setup and in final checks.
int sim_self(void);

// sim_alloc returns zeroed shared memory. Only from a client's setup.
void *sim_alloc(size_t size);

// sim_free makes any later operation on that memory a violation.
void sim_free(const void *memory, size_t size);

// sim_keep makes memory that sim_alloc has not given part of the state: static variables of what is
// under test. They begin with zeros. Only from a client's setup.
void sim_keep(void *memory, size_t size);

// sim_pause is a scheduling point that does nothing.
void sim_pause(const char *what);

// sim_await blocks the thread until ready(arg), which must be without side effects.
void sim_await(bool (*ready)(void *arg), void *arg, const char *what);

// sim_check ends the execution with a violation unless ok.
#define sim_check(ok, text) ((ok) ? (void)0 : sim_violation(text))
void sim_violation(const char *text);

// sim_name makes the story speak of a word by name, its value told by describe (NULL: a number).
typedef void sim_describe(char *out, size_t size, uint32_t value);
void sim_name(const uint32_t *w, const char *name, sim_describe *describe);

// sim_watch_word calls seen after every change of w, with the thread that made it.
typedef void sim_monitor(void *arg, int thread, uint32_t old, uint32_t value);
void sim_watch_word(const uint32_t *w, sim_monitor *seen, void *arg);

// sim_parker returns a thread's parker, to tell who is in a queue.
struct pawl_parker *sim_parker(int thread);

// The clock of a timed operation, in nanoseconds. It moves by choice, in levels; each thread has
// its own, which sim_clock_reset puts back to the first level at the start of a lock operation.
// sim_clock tells what the running thread's clock has come to.
enum { SIM_T0 = 1000, SIM_SHORT = 500 * 1000, SIM_LATE = 2000 * 1000, SIM_LONG = 6000 * 1000 };
void sim_clock_reset(int64_t deadline);
int64_t sim_clock(void);

// ---- how much may go wrong ----------------------------------------------------------------------

struct sim_budget {
    uint8_t spurious; // futex waits that return for no reason, per thread
    uint8_t eintr;    // futex waits that a signal ends, per thread
    uint8_t weak;     // weak compare-and-swaps that fail for no reason, per thread
    uint8_t spins;    // rounds of spinning, per lock operation
    bool punctual;    // who was woken is never found overdue
    bool whole_table; // bucket sections are many steps, not one
    bool one_clock;   // what one thread has seen of the time, all have
    bool ghosts;      // the words that tell of a fork are shared memory like any other
};

struct sim_client {
    const char *name;
    const char *what; // one line
    bool long_run;    // takes more than seconds: not in --quick runs
    struct sim_budget budget;
    void (*setup)(const struct sim_client *self);
    void (*at_rest)(void);     // final checks, when all threads are done; may be NULL
    void (*settle)(void);      // after each step: gives what makes no difference the same value
    uint64_t (*outcome)(void); // what the threads observed, for comparing sets of final states
    int bound;                 // preemptions up to which it is exhausted; 0: without a bound
    uint32_t reaches;          // events (sim/events.h) that its executions must visit
    const char *expected;      // part of what must be found wrong, a known weakness; NULL: nothing

    // For clients whose threads run for ever, to look for starvation: is the first thread still not
    // served? forgiven: events that do not happen again and again for ever.
    bool (*unserved)(void);
    uint32_t forgiven;
};

// ---- for the explorer ---------------------------------------------------------------------------

// One thing that can happen next: thread, and which of the possible results its operation has.
struct sim_choice {
    uint8_t thread;
    uint8_t alt;
    bool fair; // false: an accident (spurious return, signal, weak failure) nobody may count on
};
#define SIM_MAX_CHOICES 32

void sim_reset(const struct sim_client *client);
void sim_new_process(void); // an empty semaphore table
const struct pawl_process *sim_process(void);
int sim_choices(struct sim_choice out[SIM_MAX_CHOICES]);
// sim_stuck tells whether nothing is bound to happen: all choices are accidents.
bool sim_stuck(const struct sim_choice *choices, int n);
void sim_apply(struct sim_choice choice);
int sim_threads(void); // how many there are
bool sim_all_done(void);
const char *sim_failed(void); // the violation, or NULL
uint64_t sim_state_hash(void);
size_t sim_save(void *out); // returns the size; out NULL: only the size
void sim_restore(const void *saved);
void sim_trace(bool on); // print a story line for every step
// sim_tell_to hands each line of the story to another teller. line 0: the kernel's part of it.
typedef void sim_teller(const char *func, int line, const char *text);
void sim_tell_to(sim_teller *to);

#endif
