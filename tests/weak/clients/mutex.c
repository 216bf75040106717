// mutex.c - threads that lock one mutex in all the ways there are.
// SPDX-License-Identifier: MIT
//
// L locks, S has a short deadline, P one in the past, T tries. Who got it uses the data, unlocks.
#include "weak.h"

static struct world {
    pawl_mutex mu;
    struct weak_tally tally;
} * w;

static bool until(int64_t deadline)
{
    return weak_in_time(pawl_mutex_lock_until(&w->mu, deadline), deadline);
}

static bool lock(char how)
{
    switch (how) {
    case 'T': return pawl_mutex_trylock(&w->mu);
    case 'S': return until(WEAK_SHORT);
    case 'P': return until(0);
    default: pawl_mutex_lock(&w->mu); return true;
    }
}

static void thread(const struct weak_client *self, int index)
{
    for (const char *p = self->programs[index]; *p; p++) {
        if (!lock(*p))
            continue;
        weak_use(&w->tally, index);
        pawl_mutex_unlock(&w->mu);
    }
}

static void setup(const struct weak_client *self)
{
    (void)self;
    w = WEAK_NEW(struct world);
}

static void finish(const struct weak_client *self)
{
    (void)self;
    weak_check_tally(&w->tally);
    weak_check(pawl_word_load_rlx(&w->mu.state) == 0, "the state is not zero at rest");
    weak_check(pawl_word_load_rlx(&w->mu.sema.count) == 0, "a token was left behind");
    WEAK_DELETE(w);
}

const struct weak_client weak_clients[] = {
    {"mutex/L-L", 2, {"L", "L"}, setup, thread, finish, 0, 3, 3},
    {"mutex/L-S", 2, {"L", "S"}, setup, thread, finish, 0, 3, 3},
    {"mutex/L-T", 2, {"L", "T"}, setup, thread, finish, 0, 3, 3},
    {"mutex/LL-L", 2, {"LL", "L"}, setup, thread, finish, 0, 3, 3},
    {"mutex/LS-TS", 2, {"LS", "TS"}, setup, thread, finish, 0, 1, 2},
    {"mutex/LL-LL", 2, {"LL", "LL"}, setup, thread, finish, 0, 2, 2},
    {"mutex/L-L-L", 3, {"L", "L", "L"}, setup, thread, finish, 0, 1, 1},
    {"mutex/L-S-T", 3, {"L", "S", "T"}, setup, thread, finish, 0, 1, 1},
    {"mutex/LL-L-S", 3, {"LL", "L", "S"}, setup, thread, finish, 0, 0, 0},
    {"mutex/LLT-SL-SP", 3, {"LLT", "SL", "SP"}, setup, thread, finish, 0, 0, 0},
    {.name = NULL},
};
