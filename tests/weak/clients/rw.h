// rw.h - threads that read and write, for both kinds of RWMutex.
// SPDX-License-Identifier: MIT
//
// r locks for reading, R has a short deadline, p one in the past, t tries, l takes its time: who
// got it looks at the data. w, W, P and T do so for writing and use the data. d uses it,
// downgrades, looks. n reads once more while it reads, where that is allowed.
// If the client frees the object, D writes and drops it, which the last one frees; f reads, and if
// it is the last user, frees it and stops.
//
// Included by rwmutex.c, rwmutex_join.c and rwmutex_wide.c, which say what RW and RW_TYPE are.
#include "weak.h"

enum { FREES = 1 }; // a client's start

static struct world {
    RW_TYPE mu;
    struct weak_tally tally;
    WEAK_DATA(int) users;
} * w;

static bool lock(char how)
{
    switch (how) {
    case 'r':
    case 'n':
    case 'l':
    case 'f': RW(rlock)(&w->mu); return true;
    case 'R': return weak_in_time(RW(rlock_until)(&w->mu, WEAK_SHORT), WEAK_SHORT);
    case 'p': return weak_in_time(RW(rlock_until)(&w->mu, 0), 0);
    case 't': return RW(tryrlock)(&w->mu);
    case 'W': return weak_in_time(RW(lock_until)(&w->mu, WEAK_SHORT), WEAK_SHORT);
    case 'P': return weak_in_time(RW(lock_until)(&w->mu, 0), 0);
    case 'T': return RW(trylock)(&w->mu);
    default: RW(lock)(&w->mu); return true;
    }
}

static bool reads(char how)
{
    return strchr("rnlRptf", how) != NULL;
}

static void read_and_unlock(char how)
{
    weak_look(&w->tally);
    for (int i = 0; how == 'l' && i < 4; i++)
        weak_pause();
    if (how == 'n') {
        RW(rlock)(&w->mu);
        weak_look(&w->tally);
        RW(runlock)(&w->mu);
    }
    RW(runlock)(&w->mu);
}

static void write_and_unlock(char how, int index)
{
    weak_use(&w->tally, index);
    if (how == 'd') {
        RW(downgrade)(&w->mu);
        read_and_unlock(how);
    } else {
        RW(unlock)(&w->mu);
    }
}

// Returns whether the object is gone.
static bool step(char how, int index)
{
    if (!lock(how))
        return false;
    if (how == 'D')
        w->users = w->users - 1;
    bool last = (how == 'D' && w->users == 0) || (how == 'f' && w->users == 1);
    if (reads(how))
        read_and_unlock(how);
    else
        write_and_unlock(how, index);
    if (last)
        WEAK_DELETE(w);
    return last;
}

static void thread(const struct weak_client *self, int index)
{
    for (const char *p = self->programs[index]; *p; p++)
        if (step(*p, index))
            return;
}

static void setup(const struct weak_client *self)
{
    w = WEAK_NEW(struct world);
    w->users = self->threads;
}

static void at_rest(const RW_TYPE *mu);

static void plain_at_rest(const pawl_rwmutex *mu)
{
    weak_check(pawl_word_load_rlx(&mu->state) == 0, "the state is not zero at rest");
    weak_check(pawl_word_load_rlx(&mu->w.state) == 0, "w is not zero at rest");
    weak_check(pawl_word_load_rlx(&mu->w.sema.count) == 0, "a token was left behind in w");
    weak_check(pawl_word_load_rlx(&mu->writer.count) == 0, "a token was left behind");
}

// An object that was to be freed and is not is a leak, which the checker reports.
static void finish(const struct weak_client *self)
{
    if (self->start == FREES)
        return;
    weak_check_tally(&w->tally);
    at_rest(&w->mu);
    WEAK_DELETE(w);
}
