// breadth.c - all states, nearest first: the shortest way to what is wrong, and cycles.
// SPDX-License-Identifier: MIT
#include "sim/events.h"
#include "sim/explore.h"
#include "sim/graph.h"
#include "sim/visited.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_LOOK 1024 // states

static const char starvation[] =
    "starvation: a thread can wait for ever, although each goes on whenever it can";

struct search {
    const struct sim_client *client;
    struct sim_result *result;
    struct sim_map visited;
    struct sim_graph graph;
    struct sim_step *steps; // parallel to the graph's edges
    uint64_t step_room;
    char **saved; // a state's memory, from when it is found until it is expanded
    uint64_t saved_room;
};

static void *checked(void *memory)
{
    if (memory == NULL) {
        fputs("pawl-model: no memory for the states\n", stderr);
        exit(1);
    }
    return memory;
}

// Adds the present state, unless it is known. Returns its number.
static uint32_t add_state(struct search *s, uint32_t from, struct sim_choice choice)
{
    uint64_t known = s->visited.used;
    uint32_t number = (uint32_t)sim_map_put(&s->visited, sim_state_hash())->number;
    if (number < known)
        return number;
    sim_graph_add_state(&s->graph, from, choice);
    if (number >= s->saved_room) {
        s->saved_room = s->saved_room ? 2 * s->saved_room : 1024;
        s->saved = checked(realloc(s->saved, s->saved_room * sizeof *s->saved));
    }
    s->saved[number] = checked(malloc(sim_save(NULL)));
    sim_save(s->saved[number]);
    return number;
}

static void add_edge(struct search *s, uint32_t from, uint32_t to, struct sim_choice choice)
{
    if (s->graph.nedges >= s->step_room) {
        s->step_room = s->step_room ? 2 * s->step_room : 1024;
        s->steps = checked(realloc(s->steps, s->step_room * sizeof *s->steps));
    }
    s->steps[s->graph.nedges] = (struct sim_step){choice, sim_step_events()};
    sim_graph_add_edge(&s->graph, from, to);
}

static void fail(struct search *s, uint32_t state, const char *text)
{
    s->result->violation = text;
    sim_graph_path(&s->graph, state, &s->result->path);
}

// Takes every step that is possible in state.
static void expand(struct search *s, uint32_t state)
{
    struct sim_choice choices[SIM_MAX_CHOICES];
    sim_restore(s->saved[state]);
    int n = sim_choices(choices);
    struct sim_node *node = &s->graph.nodes[state];
    node->unserved = s->client->unserved && s->client->unserved();
    for (int i = 0; i < n; i++)
        if (choices[i].fair)
            node->able = (uint8_t)(node->able | 1u << choices[i].thread) & 15;
    if (sim_stuck(choices, n) && sim_ending(s->client)) {
        fail(s, state, sim_failed());
        return;
    }
    for (int i = 0; i < n; i++) {
        if (i > 0)
            sim_restore(s->saved[state]);
        sim_apply(choices[i]);
        s->result->transitions++;
        if (sim_failed()) {
            fail(s, state, sim_failed());
            s->result->path.steps[s->result->path.length++] = choices[i];
            return;
        }
        uint32_t to = add_state(s, state, choices[i]);
        if (choices[i].fair)
            add_edge(s, state, to, choices[i]);
    }
}

// A cycle among some of the states is one among all. So there is no need to know all of them: the
// search looks whenever their number has doubled. visited: those whose steps are known.
static void look_for_starvation(struct search *s, uint32_t visited)
{
    if (!s->client->unserved || s->result->violation)
        return;
    if (visited != s->graph.nnodes && (visited < FIRST_LOOK || (visited & (visited - 1)) != 0))
        return;
    int threads = sim_threads();
    if (sim_graph_starvation(&s->graph, s->steps, s->client->forgiven, threads, &s->result->path))
        s->result->violation = starvation;
}

void sim_search(const struct sim_client *client, struct sim_result *result)
{
    struct search s = {.client = client, .result = result};
    memset(result, 0, sizeof *result);
    sim_reset(client);
    add_state(&s, 0, (struct sim_choice){0});
    uint32_t state = 0;
    for (; state < s.graph.nnodes && result->violation == NULL; state++) {
        expand(&s, state);
        free(s.saved[state]);
        look_for_starvation(&s, state + 1);
    }
    result->states = s.graph.nnodes;
    for (; state < s.graph.nnodes; state++)
        free(s.saved[state]);
    free(s.saved);
    free(s.steps);
    sim_map_free(&s.visited);
    sim_graph_free(&s.graph);
}
