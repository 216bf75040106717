// runq_client.c - a worker's queue of goroutines and its thieves: nothing lost, nothing twice.
// SPDX-License-Identifier: MIT
//
// Programs are words of operations, one word per thread. The first thread owns the queue; others
// have one of their own. The ring holds four.
//   p push    n push as the next one    o pop
//   s steal from the first thread's ring    t from the second one's    x steal who is next
// Who has got a goroutine uses its link, as the scheduler does, and finds it as it was left.
#include "clients.h"

#include "mutex_client.h"

#include "goroutine/g.h"
#include "goroutine/runq.h"

#include <string.h>

#define GOROUTINES 7

static struct world {
    _Alignas(128) struct pawl_runq queues[3];
    struct pawl_g g[GOROUTINES];
    struct pawl_g *list; // what did not fit
    int pushed;
    uint8_t ran[GOROUTINES];
    int last[3]; // of what each thread has taken from the first one's ring: the number of the last
    bool shares; // goroutines are made the next one, so that no order is kept
} * w;

static int number(const struct pawl_g *g)
{
    return (int)(g - w->g);
}

// g is the calling thread's alone: link and all.
static bool run(struct pawl_g *g)
{
    if (g == NULL)
        return false;
    sim_check(w->ran[number(g)]++ == 0, "a goroutine was taken twice");
    struct pawl_g *mine = &w->g[sim_self()];
    g->next = mine;
    sim_pause("runs it");
    sim_check(g->next == mine, "somebody else uses its link");
    return true;
}

static bool keep(struct pawl_g *list)
{
    bool fits = list == NULL;
    for (struct pawl_g *g = list; g; g = g->next)
        sim_check(w->ran[number(g)] == 0, "what does not fit has been taken");
    while (list) {
        struct pawl_g *next = list->next;
        list->next = w->list;
        w->list = list;
        list = next;
    }
    return fits;
}

// One after the other, in the order of the ring.
static bool run_in_order(struct pawl_g *g)
{
    if (g && !w->shares) {
        sim_check(number(g) >= w->last[sim_self()], "the ring's order was not kept");
        w->last[sim_self()] = number(g);
    }
    return run(g);
}

static bool steal_from(int victim)
{
    int me = sim_self();
    struct pawl_g *last = pawl_runq_steal_(&w->queues[me], &w->queues[victim]);
    if (last == NULL)
        return false;
    for (struct pawl_g *g; (g = pawl_runq_pop_(&w->queues[me])) != NULL;)
        run_in_order(g);
    return run_in_order(last);
}

static bool step(char letter)
{
    struct pawl_runq *own = &w->queues[sim_self()];
    switch (letter) {
    case 'p': return keep(pawl_runq_push_(own, &w->g[w->pushed++]));
    case 'n': return keep(pawl_runq_push_next_(own, &w->g[w->pushed++]));
    case 'o': return run_in_order(pawl_runq_pop_(own));
    case 's': return steal_from(0);
    case 't': return steal_from(1);
    default: return run(pawl_runq_steal_next_(&w->queues[0]));
    }
}

static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++)
        sim_note(step(*p));
}

static void setup(const struct sim_client *self)
{
    static const char *const names[] = {"g0", "g1", "g2", "g3", "g4", "g5", "g6"};
    const struct mutex_client *client = (const void *)self;
    w = sim_alloc(sizeof *w);
    sim_name(&w->queues[0].head, "head", NULL);
    sim_name(&w->queues[0].tail, "tail", NULL);
    sim_name((void *)&w->queues[0].next, "next", NULL);
    for (int i = 0; i < GOROUTINES; i++)
        sim_name((void *)&w->g[i], names[i], NULL);
    // Close to where they come round to zero.
    w->queues[0].head = w->queues[0].tail = UINT32_MAX - 1;
    w->shares = strchr(client->programs, 'n') != NULL;
    sim_spawn_programs(client->programs, run_program);
}

static void at_rest(void)
{
    for (struct pawl_g *g = w->list; g; g = g->next)
        w->ran[number(g)]++;
    for (int q = 0; q < 3; q++)
        for (struct pawl_g *g; (g = pawl_runq_pop_(&w->queues[q])) != NULL;)
            w->ran[number(g)]++;
    for (int i = 0; i < w->pushed; i++) {
        sim_check(w->ran[i] != 0, "a goroutine was lost");
        sim_check(w->ran[i] == 1, "a goroutine was taken twice");
    }
}

#define RUNQ(id, title, text, words) PROGRAM_CLIENT("runq/", id, title, text, words, 0, 0, QUICK)

RUNQ(thief, "thief", "one thief", "pppoo s");
RUNQ(thieves, "thieves", "two thieves", "ppoo s s");
RUNQ(next, "next", "one that is next, one thief of it", "nnoo sx");
RUNQ(full, "full", "a full ring, one thief", "pppppo s");
RUNQ(full_next, "full-next", "a full ring, and one that is next", "ppppnn sx");
RUNQ(again, "again", "slots are used again", "ppppopp s");
RUNQ(chain, "chain", "a thief is robbed", "ppp s t");

const struct sim_client *const sim_runq_clients[] = {
    &thief.base,     &thieves.base, &next.base,  &full.base,
    &full_next.base, &again.base,   &chain.base, NULL};
