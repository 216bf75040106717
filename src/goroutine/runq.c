// runq.c - the goroutines that are ready to run on one worker.
// SPDX-License-Identifier: MIT
//
// head and tail count on for ever; a slot is its number modulo the size. From head up to tail the
// ring is full. A slot is written by the owner only, while it is outside of that.
#include "goroutine/runq.h"

#include "base/pointer.h"
#include "goroutine/g.h"

#define SIZE PAWL_RUNQ_SIZE
#define MAX_STREAK 64

static struct pawl_g *slot(const struct pawl_runq *q, uint32_t number)
{
    return pawl_ptr_load_rlx_(&q->ring[number % SIZE]);
}

// The ring is full. Takes half of it, which a thief may have done meanwhile: then there is room.
static struct pawl_g *overflow(struct pawl_runq *q, uint32_t head, struct pawl_g *g)
{
    struct pawl_g *list = g;
    g->next = NULL;
    struct pawl_g *half[SIZE / 2];
    for (uint32_t i = 0; i < SIZE / 2; i++)
        half[i] = slot(q, head + i);
    // They are the caller's only now: before, a thief may run one of them, and use its next.
    if (!pawl_word_cas_rel(&q->head, head, head + SIZE / 2))
        return NULL;
    for (uint32_t i = SIZE / 2; i-- > 0;) {
        half[i]->next = list;
        list = half[i];
    }
    return list;
}

struct pawl_g *pawl_runq_push_(struct pawl_runq *q, struct pawl_g *g)
{
    for (;;) {
        // acquire: pairs with the release by which a thief gives slots back.
        uint32_t head = pawl_word_load_acq(&q->head);
        uint32_t tail = pawl_word_load_rlx(&q->tail);
        if (tail - head < SIZE) {
            pawl_ptr_store_rlx_(&q->ring[tail % SIZE], g);
            // release: the slot, and *g, for who takes it.
            pawl_word_store_rel(&q->tail, tail + 1);
            return NULL;
        }
        struct pawl_g *list = overflow(q, head, g);
        if (list)
            return list;
    }
}

struct pawl_g *pawl_runq_push_next_(struct pawl_runq *q, struct pawl_g *g)
{
    // Nobody but the owner fills the slot: what is empty stays so, and a store is enough.
    if (pawl_ptr_load_rlx_(&q->next) == NULL) {
        pawl_ptr_store_(&q->next, g);
        return NULL;
    }
    struct pawl_g *before = pawl_ptr_xchg_(&q->next, g);
    return before ? pawl_runq_push_(q, before) : NULL; // NULL: a thief was faster
}

static struct pawl_g *pop_ring(struct pawl_runq *q)
{
    for (;;) {
        // acquire: as above; and the owner's own tail.
        uint32_t head = pawl_word_load_acq(&q->head);
        if (head == pawl_word_load_rlx(&q->tail))
            return NULL;
        struct pawl_g *g = slot(q, head);
        if (pawl_word_cas_rel(&q->head, head, head + 1))
            return g;
    }
}

struct pawl_g *pawl_runq_pop_(struct pawl_runq *q)
{
    if (q->streak >= MAX_STREAK) {
        q->streak = 0;
        struct pawl_g *g = pop_ring(q);
        if (g)
            return g;
    }
    struct pawl_g *next = pawl_ptr_load_rlx_(&q->next);
    if (next && pawl_ptr_cas_(&q->next, next, NULL)) {
        q->streak++;
        return next;
    }
    q->streak = 0;
    return pop_ring(q);
}

uint32_t pawl_runq_length_(const struct pawl_runq *q)
{
    uint32_t head = pawl_word_load_acq(&q->head);
    return pawl_word_load_acq(&q->tail) - head;
}

bool pawl_runq_is_empty_(const struct pawl_runq *q)
{
    return pawl_runq_length_(q) == 0 && pawl_ptr_load_rlx_(&q->next) == NULL;
}

struct pawl_g *pawl_runq_steal_(struct pawl_runq *thief, struct pawl_runq *victim)
{
    uint32_t own = pawl_word_load_rlx(&thief->tail);
    for (;;) {
        // acquire: tail's release shows what is in the slots. head is read first: it may only grow
        // until tail is read, which makes n too large, never negative.
        uint32_t head = pawl_word_load_acq(&victim->head);
        uint32_t n = pawl_word_load_acq(&victim->tail) - head;
        n -= n / 2;
        if (n == 0)
            return NULL;
        if (n > SIZE / 2)
            continue;
        for (uint32_t i = 0; i < n; i++)
            pawl_ptr_store_rlx_(&thief->ring[(own + i) % SIZE], slot(victim, head + i));
        // release: the slots were read, the owner may fill them again.
        if (!pawl_word_cas_rel(&victim->head, head, head + n))
            continue;
        if (n > 1) // release: for who steals from the thief
            pawl_word_store_rel(&thief->tail, own + n - 1);
        return slot(thief, own + n - 1);
    }
}

struct pawl_g *pawl_runq_steal_next_(struct pawl_runq *victim)
{
    struct pawl_g *next = pawl_ptr_load_(&victim->next);
    return next && pawl_ptr_cas_(&victim->next, next, NULL) ? next : NULL;
}
