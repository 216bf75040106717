// runq.h - the goroutines that are ready to run on one worker: a ring, and one that is next.
// SPDX-License-Identifier: MIT
//
// Go's. The owner puts at the tail; it and thieves take at the head, by compare-and-swap. next is
// one slot before all that: who was made ready last runs first, while its data is in the cache and
// often because the one that made it ready is about to wait for it. Only the owner fills it.
#ifndef PAWL_SRC_GOROUTINE_RUNQ_H
#define PAWL_SRC_GOROUTINE_RUNQ_H

#include <pawl/word.h>

struct pawl_g;

#ifndef PAWL_RUNQ_SIZE
#define PAWL_RUNQ_SIZE 256u // a power of two
#endif

struct pawl_runq {
    pawl_word head;  // thieves' and the owner's
    pawl_word tail;  // the owner's
    unsigned streak; // how many times next was taken in a row
    void *next;      // struct pawl_g *
    void *ring[PAWL_RUNQ_SIZE];
};

// For the owner. pawl_runq_push_ puts g at the tail, pawl_runq_push_next_ makes it next and who was
// that goes to the tail. What does not fit, half of the ring and the one that was to be added, is
// handed out as a list, by g->next, for the queue of all; NULL: all fitted.
struct pawl_g *pawl_runq_push_(struct pawl_runq *q, struct pawl_g *g);
struct pawl_g *pawl_runq_push_next_(struct pawl_runq *q, struct pawl_g *g);

// pawl_runq_pop_ takes the next one, NULL if there is none. Two that make each other next in turn
// do not keep the ring waiting for ever.
struct pawl_g *pawl_runq_pop_(struct pawl_runq *q);

// pawl_runq_length_ counts the ring, pawl_runq_is_empty_ looks at next, too. A guess, but for the
// owner's "empty".
uint32_t pawl_runq_length_(const struct pawl_runq *q);
bool pawl_runq_is_empty_(const struct pawl_runq *q);

// pawl_runq_steal_ takes half of victim's ring into the thief's, which is empty, and returns one of
// them; NULL if there was none. pawl_runq_steal_next_ takes the one that is next.
struct pawl_g *pawl_runq_steal_(struct pawl_runq *thief, struct pawl_runq *victim);
struct pawl_g *pawl_runq_steal_next_(struct pawl_runq *victim);

#endif
