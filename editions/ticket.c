// ticket.c - control: draw a number, wait until it is called.
// SPDX-License-Identifier: MIT
//
// Strict order of arrival without any queue, and without sleeping. It shows what order alone costs:
// nothing while each thread has a CPU; with more threads than CPUs the number that is called mostly
// belongs to a thread that is not running, and all others burn their time-slices until it does.
#include "edition.h"
#include "park/spin.h"

#include <pawl/go.h>
#include <pawl/word.h>

// Beyond this many looks (some microseconds) the thread that is due surely needs this CPU.
#define SPINS 100

struct ticket {
    pawl_word next;    // the number to be drawn next
    pawl_word serving; // the number that owns the lock; equal to next: unlocked
};

static void lock(void *self)
{
    struct ticket *t = self;
    unsigned spins = pawl_cpus_() > 1 ? SPINS : 0;
    uint32_t mine = pawl_word_add_acq(&t->next, 1); // no order is needed yet
    // acquire: pairs with the release in unlock.
    for (unsigned i = 0; pawl_word_load_acq(&t->serving) != mine; i++) {
        if (i < spins) {
            pawl_pause_();
        } else {
            pawl_go_yield();
        }
    }
}

static void unlock(void *self)
{
    struct ticket *t = self;
    // release: pairs with the acquire in lock. Only the owner writes it, so this is no lost update.
    pawl_word_store_rel(&t->serving, pawl_word_load_rlx(&t->serving) + 1);
}

static bool trylock(void *self)
{
    struct ticket *t = self;
    // acquire: pairs with the release in unlock. If the number served is also the one to be drawn,
    // nobody has it, so it cannot move on between the two steps.
    uint32_t serving = pawl_word_load_acq(&t->serving);
    return pawl_word_cas_acq(&t->next, serving, serving + 1);
}

const struct pawl_edition pawl_edition_ticket_ = {
    .name = "ticket",
    .year = 0,
    .change = "draw a number and spin until it is called",
    .reason = "strict order without sleeping: what fairness alone costs",
    .size = sizeof(struct ticket),
    .excludes = true,
    .lock = lock,
    .unlock = unlock,
    .trylock = trylock,
};
