// once.c - what the function has written is there after every do.
// SPDX-License-Identifier: MIT
//
// O does it, V gets the value, F does it and frees the Once, if the function found all others
// waiting for its end: they need it no more.
#include "weak.h"

static struct world {
    struct weak_tally tally;
    WEAK_DATA(bool) all_wait;
} * w;

static pawl_once_value *once;
static bool freed;

static void *run(void *arg)
{
    const struct weak_client *self = (const struct weak_client *)arg;
    weak_use(&w->tally, 0);
    if (self->programs[0][0] == 'F') {
        struct pawl_queue q = pawl_queue_lock_(&once->once.state);
        w->all_wait = pawl_queue_length_(&q) == (uint32_t)self->threads - 1;
        pawl_queue_unlock_(&q);
    }
    return &w->tally;
}

static void run_only(void *arg)
{
    run(arg);
}

static void check_done(void)
{
    weak_check(w->tally.uses == 1, "the function has not run, or twice");
}

static void step(char what, void *arg)
{
    if (what == 'V') {
        void *value = pawl_once_value_get(once, run, arg);
        weak_check(value == &w->tally, "not the value");
    } else {
        pawl_once_do(&once->once, run_only, arg);
    }
    check_done();
    if (what != 'F' || !w->all_wait)
        return;
    WEAK_DELETE(once);
    freed = true;
}

static void thread(const struct weak_client *self, int index)
{
    void *arg = (void *)(uintptr_t)self;
    for (const char *p = self->programs[index]; *p; p++)
        step(*p, arg);
}

static void setup(const struct weak_client *self)
{
    (void)self;
    w = WEAK_NEW(struct world);
    once = WEAK_NEW(pawl_once_value);
    freed = false;
}

static void finish(const struct weak_client *self)
{
    (void)self;
    check_done();
    WEAK_DELETE(w);
    if (freed)
        return;
    weak_check(pawl_word_load_rlx(&once->once.state) == PAWL_ONCE_DONE_, "not done");
    WEAK_DELETE(once);
}

const struct weak_client weak_clients[] = {
    {"once/O-O", 2, {"O", "O"}, setup, thread, finish, 0, 3, 4},
    {"once/V-V", 2, {"V", "V"}, setup, thread, finish, 0, 2, 3},
    {"once/O-O-O", 3, {"O", "O", "O"}, setup, thread, finish, 0, 1, 1},
    {"once/V-V-VV", 3, {"V", "V", "VV"}, setup, thread, finish, 0, 0, 1},
    {"once/F-O", 2, {"F", "O"}, setup, thread, finish, 0, 2, 3},
    {"once/F-O-O", 3, {"F", "O", "O"}, setup, thread, finish, 0, 0, 1},
    {.name = NULL},
};
