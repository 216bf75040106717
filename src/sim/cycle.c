// cycle.c - starvation: a fair cycle among the states in which somebody is not served.
// SPDX-License-Identifier: MIT
//
// Within a strongly connected component there is a cycle through any set of its edges and states.
// So there is a fair one if each thread moves somewhere in the component, or cannot somewhere; and
// if each whose compare-and-swap comes too late somewhere is in time somewhere else. If it is not,
// its late ones belong to no fair cycle: they are struck out, and components are looked for anew.
#include "sim/events.h"
#include "sim/graph.h"

#include <stdlib.h>
#include <string.h>

struct walk {
    const struct sim_graph *g;
    const struct sim_step *steps;
    uint32_t forgiven;
    bool *struck;     // edges that are in no fair cycle
    uint64_t *first;  // the edges of state s: first[s] to first[s + 1] - 1
    uint32_t *part;   // the component of each state; 0: none yet
    uint32_t *events; // of the cycle written so far, by thread
    struct sim_path *path;
};

// That no time passes while it waits cannot go on for ever for the first thread; the others may
// wait for less than a tick, as often as they like.
static bool allowed(const struct walk *w, uint64_t edge)
{
    const struct sim_edge *e = &w->g->edges[edge];
    bool first = w->steps[edge].choice.thread == 0;
    uint32_t excluded = first ? w->forgiven : w->forgiven & ~SIM_BIT(SIM_CLOCK_STOOD);
    return !w->struck[edge] && (w->steps[edge].events & excluded) == 0 &&
           w->g->nodes[e->from].unserved && w->g->nodes[e->to].unserved;
}

static void *zeroed(uint64_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (memory == NULL)
        abort();
    return memory;
}

static bool within(const struct walk *w, uint64_t edge)
{
    const struct sim_edge *e = &w->g->edges[edge];
    return w->part[e->from] == w->part[e->to] && allowed(w, edge);
}

// Tarjan's algorithm, with a stack of its own instead of recursion.
static void find_components(struct walk *w)
{
    uint64_t n = w->g->nnodes;
    uint32_t *index = zeroed(n, sizeof *index), *low = zeroed(n, sizeof *low);
    uint32_t *calls = zeroed(n, sizeof *calls), *open = zeroed(n, sizeof *open);
    uint64_t *at = zeroed(n, sizeof *at);
    uint32_t time = 0, parts = 0;
    memset(w->part, 0, n * sizeof *w->part);
    uint64_t ncalls = 0, nopen = 0;
    for (uint32_t root = 0; root < n; root++) {
        if (index[root] != 0)
            continue;
        calls[ncalls++] = root;
        while (ncalls > 0) {
            uint32_t s = calls[ncalls - 1];
            if (index[s] == 0) {
                index[s] = low[s] = ++time;
                open[nopen++] = s;
                at[s] = w->first[s];
            }
            bool deeper = false;
            for (; at[s] < w->first[s + 1] && !deeper; at[s]++) {
                uint32_t to = w->g->edges[at[s]].to;
                if (!allowed(w, at[s]))
                    continue;
                deeper = index[to] == 0;
                if (deeper)
                    calls[ncalls++] = to;
                else if (w->part[to] == 0 && index[to] < low[s])
                    low[s] = index[to];
            }
            if (deeper)
                continue;
            ncalls--;
            if (ncalls > 0 && low[s] < low[calls[ncalls - 1]])
                low[calls[ncalls - 1]] = low[s];
            if (low[s] != index[s])
                continue;
            parts++;
            do {
                w->part[open[--nopen]] = parts;
            } while (open[nopen] != s);
        }
    }
    free(index);
    free(low);
    free(calls);
    free(open);
    free(at);
}

// Strikes out the late compare-and-swaps of threads that are never in time. Reports whether there
// were any.
static bool strike(struct walk *w)
{
    uint8_t *in_time = zeroed(w->g->nnodes, 1); // by component, one bit per thread
    for (uint64_t i = 0; i < w->g->nedges; i++)
        if (within(w, i) && (w->steps[i].events & SIM_BIT(SIM_CAS_WON)) != 0)
            in_time[w->part[w->g->edges[i].from]] |= (uint8_t)(1u << w->steps[i].choice.thread);
    bool any = false;
    for (uint64_t i = 0; i < w->g->nedges; i++) {
        unsigned winners = in_time[w->part[w->g->edges[i].from]];
        if (!within(w, i) || (w->steps[i].events & SIM_BIT(SIM_CAS_LOST)) == 0 ||
            (winners & 1u << w->steps[i].choice.thread) != 0)
            continue;
        w->struck[i] = true;
        any = true;
    }
    free(in_time);
    return any;
}

// Returns the first state of a component in which every thread moves or is unable to, or
// SIM_NO_STATE.
static uint32_t fair_component(const struct walk *w, int threads)
{
    uint8_t *excused = zeroed(w->g->nnodes, 1);
    bool *cyclic = zeroed(w->g->nnodes, 1);
    for (uint64_t i = 0; i < w->g->nedges; i++) {
        if (!within(w, i))
            continue;
        uint32_t part = w->part[w->g->edges[i].from];
        excused[part] |= (uint8_t)(1u << w->steps[i].choice.thread);
        cyclic[part] = true;
    }
    uint8_t all = (uint8_t)((1u << threads) - 1);
    for (uint32_t s = 0; s < w->g->nnodes; s++)
        excused[w->part[s]] |= (uint8_t)(all & ~w->g->nodes[s].able);
    uint32_t found = SIM_NO_STATE;
    for (uint32_t s = 0; s < w->g->nnodes && found == SIM_NO_STATE; s++)
        if (cyclic[w->part[s]] && (excused[w->part[s]] & all) == all)
            found = s;
    free(excused);
    free(cyclic);
    return found;
}

// What the next leg of the cycle has to reach.
struct goal {
    enum { STATE, MOVE, WIN } kind; // state; a move of thread, or a state without; a WON of thread
    uint32_t state;
    int thread;
};

static bool excuses(const struct walk *w, uint32_t state, int thread)
{
    return (w->g->nodes[state].able & (1u << thread)) == 0;
}

static bool reaches(const struct walk *w, uint64_t edge, struct goal goal)
{
    uint32_t to = w->g->edges[edge].to;
    bool its = w->steps[edge].choice.thread == goal.thread;
    switch (goal.kind) {
    case STATE: return to == goal.state;
    case MOVE: return its || excuses(w, to, goal.thread);
    default: return its && (w->steps[edge].events & SIM_BIT(SIM_CAS_WON)) != 0;
    }
}

// Appends edge, and the edges before it back to start.
static void append(const struct walk *w, const uint64_t *via, uint32_t start, uint64_t edge)
{
    int length = 1;
    for (uint32_t s = w->g->edges[edge].from; s != start; s = w->g->edges[via[s] - 1].from)
        length++;
    if (w->path->length + length > SIM_MAX_DEPTH)
        abort();
    for (int i = w->path->length += length;;) {
        w->path->steps[--i] = w->steps[edge].choice;
        w->events[w->steps[edge].choice.thread] |= w->steps[edge].events;
        if (w->g->edges[edge].from == start)
            return;
        edge = via[w->g->edges[edge].from] - 1;
    }
}

// Appends the shortest way from start to the goal within the component; returns where it ends.
static uint32_t go(const struct walk *w, uint32_t start, struct goal goal)
{
    uint64_t *via = zeroed(w->g->nnodes, sizeof *via); // 1 + the edge by which it was reached
    uint32_t *queue = zeroed(w->g->nnodes, sizeof *queue);
    uint64_t tail = 0, last = 0;
    queue[tail++] = start;
    for (uint64_t head = 0; head < tail && last == 0; head++) {
        uint32_t s = queue[head];
        for (uint64_t e = w->first[s]; e < w->first[s + 1] && last == 0; e++) {
            uint32_t to = w->g->edges[e].to;
            if (!within(w, e))
                continue;
            if (reaches(w, e, goal)) {
                last = e + 1;
            } else if (to != start && via[to] == 0) {
                via[to] = e + 1;
                queue[tail++] = to;
            }
        }
    }
    append(w, via, start, last - 1);
    free(via);
    free(queue);
    return w->g->edges[last - 1].to;
}

// Returns a thread that comes too late in the cycle written so far, and never in time; -1: none.
static int late_only(const struct walk *w, int threads)
{
    const uint32_t lost = SIM_BIT(SIM_CAS_LOST), won = SIM_BIT(SIM_CAS_WON);
    for (int t = 0; t < threads; t++)
        if ((w->events[t] & (lost | won)) == lost)
            return t;
    return -1;
}

// Writes the way to start, and from there once round a fair cycle.
static void write_cycle(const struct walk *w, uint32_t start, int threads)
{
    sim_graph_path(w->g, start, w->path);
    w->path->loop = w->path->length;
    uint32_t at = start;
    for (int t = 0; t < threads; t++)
        if (!excuses(w, at, t))
            at = go(w, at, (struct goal){.kind = MOVE, .thread = t});
    // A leg may make a thread late that was not: until none is late only.
    int t;
    do {
        if (at != start || w->path->length == w->path->loop)
            at = go(w, at, (struct goal){.kind = STATE, .state = start});
        t = late_only(w, threads);
        if (t >= 0)
            at = go(w, at, (struct goal){.kind = WIN, .thread = t});
    } while (t >= 0);
}

bool sim_graph_starvation(const struct sim_graph *g, const struct sim_step *steps,
                          uint32_t forgiven, int threads, struct sim_path *path)
{
    uint32_t events[SIM_MAX_THREADS] = {0};
    struct walk w = {.g = g, .steps = steps, .forgiven = forgiven, .events = events, .path = path};
    w.struck = zeroed(g->nedges, sizeof *w.struck);
    w.first = zeroed(g->nnodes + 1, sizeof *w.first);
    w.part = zeroed(g->nnodes, sizeof *w.part);
    for (uint64_t i = 0; i < g->nedges; i++)
        w.first[g->edges[i].from + 1] = i + 1;
    for (uint64_t s = 1; s <= g->nnodes; s++)
        if (w.first[s] < w.first[s - 1])
            w.first[s] = w.first[s - 1];
    do {
        find_components(&w);
    } while (strike(&w));
    uint32_t start = fair_component(&w, threads);
    if (start != SIM_NO_STATE)
        write_cycle(&w, start, threads);
    free(w.struck);
    free(w.first);
    free(w.part);
    return start != SIM_NO_STATE;
}
