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
#include "park/agent.h"
#include "sema/queue.h"

#define PAWL_TSAN_IN_LIBRARY_
#include <pawl/clock.h>
#include <pawl/once.h>

_Static_assert(sizeof(pawl_once) == 8, "a Once is 8 bytes");

enum { DONE = PAWL_ONCE_DONE_, RUNNING = 2, WAITERS = 4 };

extern inline void pawl_once_do(pawl_once *o, void (*fn)(void *arg), void *arg);
extern inline void *pawl_once_value_get(pawl_once_value *v, void *(*fn)(void *arg), void *arg);

// Runs when the function is left, by return or by unwinding.
static void finish(pawl_once **once)
{
    pawl_once *o = *once;
    PAWL_TSAN_RELEASE_(o);
    // release: pairs with the acquire in do, as does the store below. The last access to *o.
    if (pawl_word_cas_rel(&o->state, RUNNING, DONE))
        return;
    struct pawl_granted granted = {NULL, NULL};
    struct pawl_queue q = pawl_queue_lock_(&o->state);
    pawl_word_store_rel(&o->state, DONE);
    pawl_queue_grant_all_(&q, &granted);
    pawl_queue_unlock_(&q);
    pawl_wake_(&granted);
}

static void wait_for_end(pawl_once *o)
{
    if (pawl_word_load_rlx(&o->runner) == pawl_agent_self_())
        pawl_fatal_("sync: Once.Do called by its own function (or again after a longjmp out of it)",
                    o);
    struct pawl_waiter w = pawl_waiter_();
    struct pawl_queue q = pawl_queue_lock_(&o->state);
    uint32_t old;
    do {
        // acquire: pairs with the release in finish.
        old = pawl_word_load_acq(&o->state);
    } while (old != DONE && !pawl_word_casw_rlx(&o->state, old, old | WAITERS));
    if (old != DONE)
        pawl_queue_join_(&q, &w);
    pawl_queue_unlock_(&q);
    if (old != DONE)
        pawl_queue_wait_(&w, PAWL_NEVER, NULL, o);
}

// Reports whether the caller is the first, and so the one to run the function.
static bool begin(pawl_once *o)
{
    // acquire: pairs with the release in finish, for a second look that finds it done.
    while (pawl_word_load_acq(&o->state) == 0) {
        if (!pawl_word_casw_rlx(&o->state, 0, RUNNING))
            continue;
        pawl_word_store_rlx(&o->runner, pawl_agent_self_());
        return true;
    }
    return false;
}

void pawl_once_do_slow_(pawl_once *o, void (*fn)(void *arg), void *arg)
{
    if (!begin(o)) {
        wait_for_end(o);
        return;
    }
    pawl_once *running __attribute__((__cleanup__(finish), __unused__)) = o;
    fn(arg);
}

struct value_call {
    pawl_once_value *v;
    void *(*fn)(void *arg);
    void *arg;
};

static void keep_value(void *call)
{
    struct value_call *c = (struct value_call *)call;
    c->v->value = c->fn(c->arg);
}

void pawl_once_value_slow_(pawl_once_value *v, void *(*fn)(void *arg), void *arg)
{
    struct value_call call = {v, fn, arg};
    pawl_once_do_slow_(&v->once, keep_value, &call);
}
