// random.c - executions whose choices follow from a seed: uniform, or by priorities (PCT).
// SPDX-License-Identifier: MIT
#include "sim/explore.h"

#include <string.h>

// Drawn anew for each execution.
struct priorities {
    int of[SIM_MAX_THREADS];          // the highest runs; all different
    int change_at[SIM_MAX_PCT_DEPTH]; // the steps after which the one that runs becomes the lowest
    int changes;
};

static uint64_t next_random(uint64_t *seed)
{
    // splitmix64
    uint64_t x = *seed += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static int below(uint64_t *seed, int n)
{
    return n > 1 ? (int)(next_random(seed) % (uint64_t)n) : 0;
}

// length: how many steps an execution has, as far as is known.
static void draw(struct priorities *p, int depth, int length, uint64_t *seed)
{
    for (int i = 0; i < SIM_MAX_THREADS; i++) {
        int j = below(seed, i + 1);
        p->of[i] = p->of[j];
        p->of[j] = i + 1;
    }
    p->changes = depth - 1;
    for (int i = 0; i < p->changes; i++)
        p->change_at[i] = below(seed, length);
}

// Of the threads that are bound to be able to go on, the one with the highest priority.
static int first_thread(const struct priorities *p, const struct sim_choice *choices, int n)
{
    int first = -1;
    for (int i = 0; i < n; i++)
        if (choices[i].fair && (first < 0 || p->of[choices[i].thread] > p->of[first]))
            first = choices[i].thread;
    return first;
}

static struct sim_choice choose(struct priorities *p, const struct sim_choice *choices, int n,
                                int step, uint64_t *seed)
{
    int thread = first_thread(p, choices, n);
    struct sim_choice its[SIM_MAX_CHOICES] = {{0}};
    int count = 0;
    for (int i = 0; i < n; i++)
        if (choices[i].thread == thread)
            its[count++] = choices[i];
    for (int i = 0; i < p->changes; i++)
        if (p->change_at[i] == step)
            p->of[thread] = -i; // whichever step comes first: the order of the lowered is random
    return its[below(seed, count)];
}

static const char *run(const struct sim_client *client, int depth, int length, uint64_t *seed,
                       struct sim_path *path)
{
    struct priorities p = {0};
    if (depth > 0)
        draw(&p, depth, length, seed);
    sim_reset(client);
    for (path->length = 0; path->length < SIM_MAX_DEPTH;) {
        struct sim_choice choices[SIM_MAX_CHOICES];
        int n = sim_choices(choices);
        if (sim_stuck(choices, n))
            return sim_ending(client);
        struct sim_choice c =
            depth > 0 ? choose(&p, choices, n, path->length, seed) : choices[below(seed, n)];
        path->steps[path->length++] = c;
        sim_apply(c);
        if (sim_failed())
            return sim_failed();
    }
    return NULL; // an unlucky one; only the exhaustive search judges endless executions
}

void sim_explore_random(const struct sim_client *client, uint64_t n, int depth, uint64_t seed,
                        struct sim_result *result)
{
    int longest = 1;
    memset(result, 0, sizeof *result);
    for (uint64_t i = 0; i < n && result->violation == NULL; i++) {
        result->violation = run(client, depth, longest, &seed, &result->path);
        result->transitions += (uint64_t)result->path.length;
        result->executions++;
        longest = result->path.length > longest ? result->path.length : longest;
    }
}
