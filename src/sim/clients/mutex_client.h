// mutex_client.h - model clients that are described by one program per thread.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_MUTEX_CLIENT_H
#define PAWL_SIM_MUTEX_CLIENT_H

#include "sim/machine.h"

#include <pawl/mutex.h>

// Programs are words of operations, one word per thread; each operation is followed by unlock if it
// got the mutex:
//   L lock    T trylock    P lock_until with a deadline in the past
//   S lock_until with a deadline before the starvation threshold    G with one after it
//   H trylock, and unlock only when no thread with an S or G is left
struct mutex_client {
    struct sim_client base; // first: clients are found by it
    const char *programs;
    bool empty; // no scheduling point inside the critical section
};

// sim_spawn_programs adds a thread for each word, which will run body with the rest of programs
// from its word on. Returns how many.
int sim_spawn_programs(const char *programs, void (*body)(void *program));

// sim_next_program returns the next thread's word; NULL: there is none.
const char *sim_next_program(const char *p);

// sim_program_ends tells whether p is behind the last operation of a thread.
static inline bool sim_program_ends(const char *p)
{
    return *p == '\0' || *p == ' ';
}

// sim_own is a critical section: checks that nobody else is in it. owner is 0 if nobody is, else
// 1 + the thread. pauses: others may run meanwhile.
void sim_own(int *owner, bool pauses);

// sim_note notes whether an operation of the running thread succeeded; sim_noted packs what all
// have noted, for a client's outcome. Forgotten when programs are spawned.
void sim_note(bool ok);
uint64_t sim_noted(void);

// Defines a client of a family, with static functions setup and at_rest. accidents: how many
// spurious returns, interrupted sleeps and weak failures each thread may have; spin: how often it
// may spin. After them: what else the client is.
#define PROGRAM_CLIENT(family, id, title, text, words, accidents, spin, ...)                       \
    static const struct mutex_client id = {                                                        \
        .base = {.name = family title,                                                             \
                 .what = text ": " words,                                                          \
                 .budget = {.spurious = (accidents),                                               \
                            .eintr = (accidents),                                                  \
                            .weak = (accidents),                                                   \
                            .spins = (spin),                                                       \
                            .punctual = true},                                                     \
                 .setup = setup,                                                                   \
                 .at_rest = at_rest,                                                               \
                 .outcome = sim_noted},                                                            \
        .programs = (words),                                                                       \
        __VA_ARGS__,                                                                               \
    }
#define QUICK .base.long_run = false
#define SLOW .base.long_run = true
#define EVERY_STEP .base.budget.whole_table = true // no section of the queue's lock is one step

// sim_mutex_operation does what a letter says, but for the unlock. Reports whether it got the
// mutex.
bool sim_mutex_operation(pawl_mutex *m, char letter);

#endif
