// worker.c - a thread that uses the locks, and notices when one does not lock.
// SPDX-License-Identifier: MIT
#include "torture.h"

#include <sched.h>

static unsigned draw(struct worker *w, unsigned n)
{
    return random_next(&w->seed) % n;
}

static bool suffers(const struct worker *w, unsigned trouble)
{
    return (w->troubles & trouble) != 0;
}

// ---- taking a lock by one way or another --------------------------------------------------------

static bool lock_until(struct worker *w, pawl_mutex *m)
{
    static const unsigned patience[] = {1, 1000, 100 * 1000, 3 * 1000 * 1000};
    int64_t deadline = pawl_now() + draw(w, patience[draw(w, 4)]);
    int err = pawl_mutex_lock_until(m, deadline);
    if (err != 0 && err != PAWL_ETIMEDOUT)
        broken("lock_until returned %d", err);
    if (err != 0 && pawl_now() < deadline)
        broken("lock_until timed out before its deadline");
    return err == 0;
}

static bool lock_somehow(struct worker *w, void *lock)
{
    const struct pawl_edition *e = torture->options.lock;
    unsigned way = suffers(w, TRIES) ? draw(w, 4) : 0;
    if (way == 1 && e->trylock)
        return e->trylock(lock);
    if (way >= 2 && strcmp(e->name, "pawl") == 0)
        return lock_until(w, lock);
    e->lock(lock);
    return true;
}

// ---- inside -------------------------------------------------------------------------------------

// Two threads inside at a time see each other: by the owner's name, and by what the other changed.
// The name is no atomic exchange: that would order what the lock under test must order.
static void enter(struct worker *w, struct station *s)
{
    int owner = atomic_load_explicit(&s->owner, memory_order_relaxed);
    if (owner != 0)
        broken("thread %d came in while thread %d was inside", w->number, owner);
    atomic_store_explicit(&s->owner, w->number, memory_order_relaxed);
    if (s->left != s->right)
        broken("thread %d found counters %lu and %lu", w->number, s->left, s->right);
    s->left++;
}

static void leave(struct worker *w, struct station *s)
{
    s->right++;
    if (s->left != s->right)
        broken("thread %d left counters %lu and %lu", w->number, s->left, s->right);
    int owner = atomic_load_explicit(&s->owner, memory_order_relaxed);
    if (owner != w->number)
        broken("thread %d found thread %d inside as it left", w->number, owner);
    atomic_store_explicit(&s->owner, 0, memory_order_relaxed);
}

// The naps let others in if they can come in, also when all threads have one CPU between them:
// without them a lock that does not lock would pass there.
static void dawdle(struct worker *w)
{
    unsigned dice = draw(w, 4096);
    if (dice % 256 == 0)
        sched_yield();
    if (dice == 1)
        sleep_ns(1 + draw(w, 50000));
    if (dice == 2)
        w->long_holds = draw(w, 8);
    if (w->long_holds > 0 && suffers(w, LONG)) {
        w->long_holds--;
        sleep_ns(1 + draw(w, 4000000));
    }
    if (dice % 4 != 0 || !suffers(w, HOLD))
        return;
    for (int64_t until = pawl_now() + draw(w, 4000); pawl_now() < until;) {
    }
}

bool station_take(struct worker *w, struct station *s, int index)
{
    w->place = LOCKING;
    disturb_begin(w);
    bool locked = lock_somehow(w, &s->lock);
    disturb_end(w);
    if (!locked) {
        w->place = OUTSIDE;
        bump(&w->fails);
        return false;
    }
    w->place = HOLDING;
    bump(&w->ops);
    w->taken[index]++;
    enter(w, s);
    dawdle(w);
    return true;
}

void station_leave(struct worker *w, struct station *s)
{
    leave(w, s);
    w->place = UNLOCKING;
    disturb_begin(w);
    torture->options.lock->unlock(&s->lock);
    disturb_end(w);
    w->place = OUTSIDE;
}

// ---- rounds -------------------------------------------------------------------------------------

static int first_lock(struct worker *w)
{
    const int choice = LOCKS - MAX_NEST + 1;
    if (suffers(w, CROWD))
        return 0;
    return suffers(w, PAIRS) ? w->number / 2 % choice : (int)draw(w, choice);
}

// Locks are taken in the order of their numbers, so that nobody waits in a circle. Who does not get
// one goes back.
static void use_locks(struct worker *w)
{
    int depth = suffers(w, NEST) ? 1 + (int)draw(w, MAX_NEST) : 1;
    int first = first_lock(w);
    int n = 0;
    while (n < depth && station_take(w, &torture->stations[first + n], first + n))
        n++;
    while (n-- > 0)
        station_leave(w, &torture->stations[first + n]);
}

static void wait_at_gate(void)
{
    if (!atomic_load_explicit(&torture->gate_closed, memory_order_relaxed))
        return;
    pthread_rwlock_rdlock(&torture->gate);
    pthread_rwlock_unlock(&torture->gate);
}

void *worker_run(void *worker)
{
    struct worker *w = worker;
    me = w;
    w->life = 1 + draw(w, 3000);
    while (!atomic_load_explicit(&torture->stop, memory_order_relaxed)) {
        wait_at_gate();
        w->troubles = atomic_load_explicit(&torture->troubles, memory_order_relaxed);
        if (suffers(w, DESTROY) && draw(w, 4) != 0)
            object_use(w);
        else
            use_locks(w);
        if (suffers(w, CHURN) && w->life-- <= 0)
            break;
    }
    me = NULL; // no sleep in a signal handler that comes after it
    atomic_store(&w->ended, true);
    return NULL;
}
