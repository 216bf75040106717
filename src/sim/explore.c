// explore.c - depth-first exploration, over states or over schedules.
// SPDX-License-Identifier: MIT
#include "sim/explore.h"

#include "sim/graph.h"
#include "sim/visited.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ON_PATH (-1.0) // value of a state whose exploration has begun but not ended

static const char trap[] =
    "livelock: whatever is bound to happen, the threads can only go round in circles from here";

struct search {
    const struct sim_client *client;
    struct sim_result *result;
    struct sim_path path;
    struct sim_map visited;
    struct sim_map finals;
    struct sim_graph graph; // of the reduced, unbounded search
    uint32_t state;         // the present one's number in it
    int bound;              // -1: none
    bool reduce;
    char *saved[SIM_MAX_DEPTH]; // one state per depth, allocated when first needed
    size_t saved_size[SIM_MAX_DEPTH];
};

// The schedule so far, as far as the bound makes it part of the state.
struct history {
    int last;
    int preemptions;
};

static void fail(struct search *s, const char *text)
{
    s->result->violation = text;
    s->result->path = s->path;
}

// All threads are done, or none can go on.
static void finish(struct search *s)
{
    if (sim_ending(s->client)) {
        fail(s, sim_failed());
        return;
    }
    if (s->graph.nnodes > 0)
        s->graph.nodes[s->state].final = true;
    uint64_t outcome = s->client->outcome ? s->client->outcome() : 0;
    outcome = (outcome + 1) * UINT64_C(0x9fb21c651e98df25);
    double *seen = &sim_map_put(&s->finals, outcome)->value;
    if (*seen == 0) {
        s->result->finals++;
        s->result->finals_hash += outcome ^ (outcome >> 29);
    }
    *seen = 1;
}

static bool can_go_on(const struct sim_choice *choices, int n, int thread)
{
    for (int i = 0; i < n; i++)
        if (choices[i].thread == thread && choices[i].fair)
            return true;
    return false;
}

static const char *save(struct search *s, int depth)
{
    size_t size = sim_save(NULL);
    if (size > s->saved_size[depth]) {
        s->saved[depth] = realloc(s->saved[depth], 2 * size);
        if (s->saved[depth] == NULL)
            abort();
        s->saved_size[depth] = 2 * size;
    }
    sim_save(s->saved[depth]);
    return s->saved[depth];
}

static uint64_t state_key(const struct search *s, struct history h)
{
    uint64_t key = sim_state_hash();
    if (s->bound >= 0)
        key = (key ^ (uint64_t)(h.last * 64 + h.preemptions + 1)) * UINT64_C(0xd6e8feb86659fd93);
    return key ^ (key >> 31);
}

static double explore(struct search *s, struct history h);

// Takes one choice from the present state; returns the number of executions that follow.
static double take(struct search *s, struct sim_choice c, struct history h, bool preempts)
{
    s->path.steps[s->path.length++] = c;
    s->result->transitions++;
    uint32_t from = s->state;
    sim_apply(c);
    double executions = 0;
    if (sim_failed())
        fail(s, sim_failed());
    else
        executions = explore(s, (struct history){c.thread, h.preemptions + preempts});
    if (s->graph.nnodes > 0 && c.fair)
        sim_graph_add_edge(&s->graph, from, s->state);
    s->state = from;
    s->path.length--;
    return executions;
}

// Takes every choice in turn.
static double branch(struct search *s, struct history h)
{
    struct sim_choice choices[SIM_MAX_CHOICES];
    int n = sim_choices(choices);
    if (sim_stuck(choices, n)) {
        finish(s);
        return 1;
    }
    if (s->path.length == SIM_MAX_DEPTH) {
        fail(s, "an execution does not end");
        return 0;
    }
    const char *state = n > 1 ? save(s, s->path.length) : NULL;
    bool last_can = s->bound >= 0 && h.last >= 0 && can_go_on(choices, n, h.last);
    double executions = 0;
    bool moved = false;
    for (int i = 0; i < n && s->result->violation == NULL; i++) {
        bool preempts = last_can && choices[i].thread != h.last;
        if (preempts && h.preemptions == s->bound)
            continue;
        if (moved)
            sim_restore(state);
        moved = true;
        executions += take(s, choices[i], h, preempts);
    }
    return executions;
}

static double explore(struct search *s, struct history h)
{
    s->result->states++;
    if (!s->reduce)
        return branch(s, h);
    uint64_t key = state_key(s, h);
    struct sim_entry *known = sim_map_put(&s->visited, key);
    uint32_t from = s->state;
    s->state = (uint32_t)known->number;
    if (known->value != 0) {
        s->result->states--;
        if (known->value == ON_PATH)
            s->result->endless = true;
        return known->value == ON_PATH ? 0 : known->value;
    }
    known->value = ON_PATH;
    if (s->bound < 0)
        sim_graph_add_state(&s->graph, from,
                            s->path.length ? s->path.steps[s->path.length - 1]
                                           : (struct sim_choice){0});
    double executions = branch(s, h);
    // A state from which everything leads back onto the path counts as seen, too.
    sim_map_put(&s->visited, key)->value = executions > 0 ? executions : 1e-300;
    s->state = (uint32_t)sim_map_put(&s->visited, key)->number;
    return executions;
}

// Every state must have a way to the end that does not need an accident.
static void find_trap(struct search *s)
{
    uint32_t state = sim_graph_trap(&s->graph);
    if (state == SIM_NO_STATE || s->graph.nodes == NULL)
        return;
    sim_graph_path(&s->graph, state, &s->path);
    fail(s, trap);
}

static void free_search(struct search *s)
{
    sim_map_free(&s->visited);
    sim_map_free(&s->finals);
    sim_graph_free(&s->graph);
    for (int i = 0; i < SIM_MAX_DEPTH; i++)
        free(s->saved[i]);
    free(s);
}

void sim_explore(const struct sim_client *client, int bound, bool reduce, struct sim_result *result)
{
    struct search *s = calloc(1, sizeof *s);
    if (s == NULL)
        abort();
    memset(result, 0, sizeof *result);
    s->client = client;
    s->result = result;
    s->bound = bound;
    s->reduce = reduce;
    sim_reset(client);
    result->executions = explore(s, (struct history){-1, 0});
    if (result->violation == NULL && result->endless && bound < 0)
        find_trap(s);
    free_search(s);
}
