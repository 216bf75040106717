// explore.h - which interleavings of a client are run.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_EXPLORE_H
#define PAWL_SIM_EXPLORE_H

#include "sim/machine.h"

#define SIM_MAX_DEPTH 8000

// What a state is called in which threads wait, and nothing wakes them.
extern const char sim_lost_wakeup[];

// A schedule: the choices made from the start.
struct sim_path {
    struct sim_choice steps[SIM_MAX_DEPTH];
    int length;
};

struct sim_result {
    uint64_t states;       // different ones (with the reduction), or visits (without)
    uint64_t transitions;  // steps taken from them
    double executions;     // complete ones; exact as long as it is below 2^53
    bool endless;          // some interleaving goes on for ever (executions then counts the others)
    uint64_t finals;       // different final states
    uint64_t finals_hash;  // the same for the same set of final states
    const char *violation; // NULL: none
    struct sim_path path;  // to the violation
};

// sim_explore runs every interleaving of client, depth first.
// bound: at most so many preemptions (a thread is left although it could go on); -1: no bound.
// reduce: a state that was seen before is not explored again. It was, with everything that can
// follow; its executions are known and are added without being run.
void sim_explore(const struct sim_client *client, int bound, bool reduce,
                 struct sim_result *result);

// sim_explore_random runs n executions whose choices follow from the seed.
void sim_explore_random(const struct sim_client *client, uint64_t n, uint64_t seed,
                        struct sim_result *result);

// sim_replay runs one schedule and tells it as a story. Returns false if some step of it is not
// possible where it stands.
bool sim_replay(const struct sim_client *client, const struct sim_path *path);

#endif
