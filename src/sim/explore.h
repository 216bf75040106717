// explore.h - which interleavings of a client are run.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_EXPLORE_H
#define PAWL_SIM_EXPLORE_H

#include "sim/machine.h"

#define SIM_MAX_DEPTH 8000
#define SIM_MAX_PCT_DEPTH 16

// A schedule: the choices made from the start.
struct sim_path {
    struct sim_choice steps[SIM_MAX_DEPTH];
    int length;
    int loop; // the step from which it repeats itself for ever; 0: it does not
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

// sim_search visits all states, nearest first, so that what it finds has the shortest schedule. If
// the client tells who is unserved, it then looks for starvation: a cycle of steps in which one
// thread is never served although each thread goes on, or has to wait now and then.
void sim_search(const struct sim_client *client, struct sim_result *result);

// sim_explore_random runs n executions whose choices follow from the seed. depth 0: each choice is
// as likely as any other. Else by probabilistic concurrency testing (PCT; Burckhardt et al.,
// ASPLOS 2010): the thread of the highest of random priorities runs, and depth - 1 times, at random
// steps, the one that runs becomes the lowest.
void sim_explore_random(const struct sim_client *client, uint64_t n, int depth, uint64_t seed,
                        struct sim_result *result);

// sim_ending judges an execution that cannot go on: returns what is wrong with it, or NULL.
const char *sim_ending(const struct sim_client *client);

// sim_replay runs one schedule and tells it as a story. Returns false if some step of it is not
// possible where it stands.
bool sim_replay(const struct sim_client *client, const struct sim_path *path);

#endif
