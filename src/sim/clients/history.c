// history.c - the sequential mutex, and the search for an order that it allows.
// SPDX-License-Identifier: MIT
#include "history.h"

#include <stdlib.h>

// The sequential mutex: may the call have had this result, and is the mutex held after it?
static bool allows(bool *held, const struct sim_called *c)
{
    if (c->what == SIM_UNLOCK) {
        bool was_held = *held;
        *held = false;
        return was_held;
    }
    if (c->got) {
        bool was_free = !*held;
        *held = true;
        return was_free;
    }
    switch (c->what) {
    case SIM_TRY: return *held || c->disturbed; // it may give up when others are at the word
    case SIM_TIMED: return *held;
    default: return false;
    }
}

// done: the calls that are in order already, one bit each.
static bool in_order(const struct sim_history *h, unsigned done, bool held)
{
    if (done == (1u << h->count) - 1)
        return true;
    uint8_t first_end = UINT8_MAX;
    for (int i = 0; i < h->count; i++)
        if ((done & 1u << i) == 0 && h->calls[i].end < first_end)
            first_end = h->calls[i].end;
    for (int i = 0; i < h->count; i++) {
        bool after = held;
        if ((done & 1u << i) == 0 && h->calls[i].begin < first_end &&
            allows(&after, &h->calls[i]) && in_order(h, done | 1u << i, after))
            return true;
    }
    return false;
}

bool sim_history_holds(const struct sim_history *h)
{
    return in_order(h, 0, false);
}

int sim_history_call(struct sim_history *h, enum sim_call what)
{
    if (h->count == SIM_MAX_CALLS)
        abort();
    h->calls[h->count] = (struct sim_called){.what = (uint8_t)what, .begin = ++h->time};
    return h->count++;
}

void sim_history_return(struct sim_history *h, int call, bool got)
{
    h->calls[call].end = ++h->time;
    h->calls[call].got = got;
}

void sim_history_disturb(struct sim_history *h)
{
    for (int i = 0; i < h->count; i++)
        if (h->calls[i].end == 0)
            h->calls[i].disturbed = true;
}
