// mutex_monitor.c - the invariants I1 to I4 and I7 of src/sync/mutex.c, seen from outside.
// SPDX-License-Identifier: MIT
//
// The monitor knows only who changed the word from what to what, and keeps its own books: which
// threads are counted as waiters, and whether a wake was claimed and not consumed yet. I5 (a
// starving, unlocked mutex has a grant on its way) is what the explorer checks as "no deadlock", I6
// what it checks as "no access to freed memory".
#include "mutex_monitor.h"

#include "mutex_events.h"

#include "base/tuning.h"
#include "sema/table.h"
#include "sim/machine.h"

#include <stdio.h>

enum { LOCKED = 1, WOKEN = 2, STARVING = 4, WAITER_SHIFT = 3 };

struct books {
    bool counted[SIM_MAX_THREADS];
    bool newcomer[SIM_MAX_THREADS]; // queued when the mutex was starving already
    int claimed;
    int due; // 1 + the thread that DUE is set for
};

static bool is_woken(uint32_t v)
{
    return (v & (WOKEN | STARVING)) == WOKEN;
}

static bool is_due(uint32_t v)
{
    return (v & (WOKEN | STARVING)) == (WOKEN | STARVING);
}

void sim_describe_mutex(char *out, size_t size, uint32_t v)
{
    snprintf(out, size, "[%s%s%s%s%u waiting]", v & LOCKED ? "locked " : "",
             is_woken(v) ? "woken " : "", v & STARVING ? "starving " : "", is_due(v) ? "due " : "",
             v >> WAITER_SHIFT);
}

static void count_in(struct books *b, int thread)
{
    sim_check(!b->counted[thread], "I7: a waiter is counted twice");
    b->counted[thread] = true;
}

static void count_out(struct books *b, int thread)
{
    sim_check(b->counted[thread], "I7: a thread that is not counted was taken off the count");
    b->counted[thread] = false;
}

// Has the running thread waited for more than 1 ms in this call?
static bool waited_long(void)
{
    return sim_clock() - SIM_T0 > PAWL_STARVATION_THRESHOLD;
}

// Who queues asks for hand-off if it has waited for more than 1 ms, and else not.
static void check_asking(struct books *b, int thread, uint32_t old, uint32_t value)
{
    bool asks = (~old & value & STARVING) != 0;
    bool may_ask = waited_long() && (old & (LOCKED | STARVING)) == LOCKED;
    sim_check(!asks || may_ask, "STARVING was set by a waiter that may not");
    sim_check(asks || !may_ask, "STARVING was not set by a waiter that should");
    sim_check(!asks || is_due(value), "I2: who asks for hand-off is not due");
    b->newcomer[thread] = (old & STARVING) != 0;
}

// Who was handed the mutex ends the mode if it is the last, has waited for less, or came late; but
// not before whoever asked for the mode was served.
static void check_leaving(const struct books *b, int thread, uint32_t old, uint32_t value)
{
    bool last = old >> WAITER_SHIFT == 1;
    bool another_due = is_due(old) && b->due != 1 + thread;
    bool leaves = last || ((!waited_long() || b->newcomer[thread]) && !another_due);
    sim_check(leaves == !(value & STARVING), "starvation mode ended too early or too late");
}

// I2: only who switched to starvation mode sets DUE, and clears it.
static void check_due(struct books *b, int thread, uint32_t old, uint32_t value)
{
    if (is_due(value) && !is_due(old)) {
        sim_check(~old & value & STARVING, "I2: DUE was set by no switch to starvation mode");
        b->due = 1 + thread;
    } else if (is_due(old) && !is_due(value)) {
        sim_check(b->due == 1 + thread, "I2: DUE was cleared by another thread");
        b->due = 0;
    }
    sim_check(b->due == 0 || b->counted[b->due - 1], "I2: DUE is set for nobody");
}

static void state_changed(void *arg, int thread, uint32_t old, uint32_t value)
{
    struct books *b = arg;
    int waiters = (int)(value >> WAITER_SHIFT);
    int more = waiters - (int)(old >> WAITER_SHIFT);
    if (is_woken(old) && (~old & value & STARVING) && !(value & LOCKED)) {
        // A claimed wake became a hand-off: its waiter is counted again, where it still was in our
        // books.
        sim_check((old & LOCKED) && more == 1,
                  "I7: a hand-off to a woken waiter that counts wrong");
        b->claimed--;
    } else if (!is_woken(old) && is_woken(value)) {
        sim_check((old & ~value & LOCKED) && more == -1, "I1: WOKEN was set by no unlock");
        b->claimed++;
    } else {
        if (is_woken(old) && !is_woken(value)) {
            count_out(b, thread);
            b->claimed--;
        }
        sim_check(more >= -1 && more <= 1, "I7: the count changed by more than one");
        if (more > 0)
            count_in(b, thread);
        else if (more < 0)
            count_out(b, thread);
        if (more > 0)
            check_asking(b, thread, old, value);
        else if (more < 0 && (old & (LOCKED | STARVING)) == STARVING && (value & LOCKED))
            check_leaving(b, thread, old, value);
    }
    int counted = 0;
    for (int i = 0; i < SIM_MAX_THREADS; i++)
        counted += b->counted[i];
    check_due(b, thread, old, value);
    sim_check(b->claimed == is_woken(value), "I1: WOKEN does not tell of one wake");
    sim_check(!(value & STARVING) || waiters > 0, "I4: STARVING without waiters");
    sim_check(waiters + b->claimed == counted, "I7: the count of waiters is wrong");
}

static void sema_changed(void *arg, int thread, uint32_t old, uint32_t value)
{
    (void)arg;
    (void)thread;
    (void)old;
    sim_check(value <= 1, "I3: more than one token");
}

void sim_name_mutex(pawl_mutex *m)
{
    sim_name(&m->state, "state", sim_describe_mutex);
    sim_name(&m->sema.count, "sema", NULL);
}

void sim_monitor_mutex(pawl_mutex *m)
{
    struct books *b = sim_alloc(sizeof *b);
    sim_name_mutex(m);
    sim_watch_word(&m->state, state_changed, b);
    sim_watch_word(&m->sema.count, sema_changed, b);
    sim_watch_events(&m->state, &m->sema.count, SIM_STARVATION_MODE);
}

void sim_mutex_at_rest(const pawl_mutex *m)
{
    sim_check(m->state == 0, "the lock word is not zero at rest");
    sim_check(m->sema.count == 0, "a token was left behind");
    sim_check(pawl_process_()->table->buckets[0].root == NULL, "a waiter was left in the table");
}
