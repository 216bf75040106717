// once.c - a function that runs once, whoever comes first: Go's sync.Once.
// SPDX-License-Identifier: MIT
//
// The state word                                                        changed by
//   0         fresh
//   RUNNING   somebody runs the function                                 who comes first
//   WAITERS   others wait for its end                                    they, in the queue's lock
//   DONE      it is done; alone                                          who ran it
//
// Go sets done, then unlocks a mutex. In between somebody who finds it done might free the Once.
// Here the end is one step: DONE, or, if somebody waits, DONE and the queue under its lock.
#include "base/fatal.h"
#include "base/hook.h"
#include "park/agent.h"
#include "sema/queue.h"

#include <pawl/clock.h>
#include <pawl/once.h>

_Static_assert(sizeof(pawl_once) == 8, "a Once is 8 bytes");

enum { DONE = PAWL_ONCE_DONE_, RUNNING = 2, WAITERS = 4 };

extern inline void pawl_once_do(pawl_once *o, void (*fn)(void *arg), void *arg);
extern inline void *pawl_once_value_get(pawl_once_value *v, void *(*fn)(void *arg), void *arg);

// One run of the function. value: what it has returned, for a once_value.
struct run {
    pawl_once *once;
    pawl_once_value *v; // NULL: no once_value
    void (*fn)(void *arg);
    void *(*value_fn)(void *arg);
    void *arg, *value;
};

static void call(void *arg)
{
    struct run *run = (struct run *)arg;
    if (run->v)
        run->v->value = run->value = run->value_fn(run->arg);
    else
        run->fn(run->arg);
}

// However the function was left. Those who wait get the value with their release: when the first of
// all has returned, the object may be gone.
static void finish(void *arg)
{
    struct run *run = (struct run *)arg;
    pawl_once *o = run->once;
    PAWL_TSAN_RELEASE_(o);
    // release: pairs with the acquire in do, as does the store below. The last access to *o.
    if (pawl_word_cas_rel(&o->state, RUNNING, DONE))
        return;
    struct pawl_granted granted = {NULL, NULL};
    struct pawl_queue q = pawl_queue_lock_(&o->state);
    pawl_word_store_rel(&o->state, DONE);
    for (struct pawl_waiter *w; (w = pawl_queue_first_(&q)) != NULL;) {
        w->wants = (uintptr_t)run->value;
        pawl_queue_grant_(&q, w, &granted);
    }
    pawl_queue_unlock_(&q);
    pawl_wake_(&granted);
}

// Waits for the end of the run, unless it has come. v: NULL, or whose value is wanted.
static void *wait_for_end(pawl_once *o, const pawl_once_value *v)
{
    struct pawl_waiter w = pawl_waiter_(PAWL_OF_(PAWL_KIND_ONCE));
    struct pawl_queue q = pawl_queue_lock_(&o->state);
    uint32_t old;
    do {
        // acquire: pairs with the release in finish.
        old = pawl_word_load_acq(&o->state);
    } while (old != DONE && !pawl_word_casw_rlx(&o->state, old, old | WAITERS));
    if (old != DONE)
        pawl_queue_join_(&q, &w);
    else if (v)
        w.wants = (uintptr_t)v->value;
    pawl_queue_unlock_(&q);
    pawl_queue_wait_(&w, pawl_deadline_at_(PAWL_NEVER), NULL, o);
    return (void *)(uintptr_t)w.wants;
}

// Reports whether the caller is the first, and so the one to run the function.
static bool begin(pawl_once *o)
{
    while (pawl_word_load_rlx(&o->state) == 0) {
        if (!pawl_word_casw_rlx(&o->state, 0, RUNNING))
            continue;
        pawl_word_store_rlx(&o->runner, pawl_agent_self_());
        return true;
    }
    return false;
}

static void *run_or_wait(struct run *run)
{
    pawl_once *o = run->once;
    if (begin(o)) {
        pawl_agent_call_(call, run, finish, run);
        return run->value;
    }
    // acquire: pairs with the release in finish.
    bool running = pawl_word_load_acq(&o->state) != DONE;
    if (running && pawl_word_load_rlx(&o->runner) == pawl_agent_self_())
        pawl_fatal_("sync: Once.Do called by its own function "
                    "(or again after a longjmp or exception out of it)",
                    o);
    return wait_for_end(o, run->v);
}

void pawl_once_do_slow_(pawl_once *o, void (*fn)(void *arg), void *arg)
{
    struct run run = {o, NULL, fn, NULL, arg, NULL};
    run_or_wait(&run);
}

void *pawl_once_value_slow_(pawl_once_value *v, void *(*fn)(void *arg), void *arg)
{
    struct run run = {&v->once, v, NULL, fn, arg, NULL};
    return run_or_wait(&run);
}
