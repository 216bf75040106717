// copied_pawl.c - takes a snapshot of a structure, its pawl_mutex included, while that is held.
// SPDX-License-Identifier: MIT
//
// Wrong: the snapshot's mutex is locked, and nobody will unlock it.
//
// expect: copied in read_total
#include <pawl.h>

struct counters {
    pawl_mutex lock;
    long total;
};

static struct counters counters;

static struct counters take_snapshot(void)
{
    PAWL_GUARD(&counters.lock);
    counters.total++;
    return counters;
}

static long read_total(struct counters *c)
{
    if (pawl_mutex_trylock(&c->lock))
        pawl_mutex_unlock(&c->lock);
    return c->total;
}

int main(void)
{
    struct counters snapshot = take_snapshot();
    return read_total(&snapshot) != 1;
}
