// sema_client.c - the semaphore's contract: order, grants that nobody robs, deadlines, tokens.
// SPDX-License-Identifier: MIT
#include "clients.h"

#include "sema/sema.h"
#include "sema/table.h"

static struct world {
    _Alignas(128) pawl_sema sema;
    _Alignas(128) pawl_sema other; // meets sema in the one bucket there is
    int acquired, released;
    uint32_t results;
} * w;

static const struct pawl_waiter *front(void)
{
    return pawl_queue_front_(&pawl_process_()->table->buckets[0], &w->sema);
}

static int queued(void)
{
    const struct pawl_waiter *first = front();
    int n = 0;
    for (const struct pawl_waiter *at = first; at; at = at->next == first ? NULL : at->next)
        n++;
    return n;
}

// arg: how many.
static bool are_queued(void *arg)
{
    return queued() == (int)(intptr_t)arg;
}

static void release(void)
{
    w->released++;
    pawl_sema_release(&w->sema, 0);
}

static void setup_world(void)
{
    w = sim_alloc(sizeof *w);
    sim_name(&w->sema.count, "sema", NULL);
    sim_name(&w->other.count, "other sema", NULL);
}

static void tokens_at_rest(void)
{
    sim_check((int)w->sema.count + w->acquired == w->released, "a token was lost or made up");
    sim_check(w->other.count == 0, "a token was lost or made up");
    sim_check(pawl_process_()->table->buckets[0].root == NULL, "a waiter was left in the table");
}

static uint64_t results(void)
{
    return w->results;
}

// ---- order --------------------------------------------------------------------------------------

// arg: flags of the second waiter.
static void first_waiter(void *arg)
{
    (void)arg;
    sim_clock_reset(PAWL_NEVER);
    pawl_sema_acquire(&w->sema, 0);
    w->acquired++;
}

static void second_waiter(void *arg)
{
    sim_await(are_queued, (void *)(intptr_t)1, "sees the first one queued");
    sim_clock_reset(PAWL_NEVER);
    pawl_sema_acquire(&w->sema, (unsigned)(uintptr_t)arg);
    w->acquired++;
}

static void releaser(void *arg)
{
    bool lifo = ((uintptr_t)arg & PAWL_SEMA_LIFO) != 0;
    sim_await(are_queued, (void *)(intptr_t)2, "sees both queued");
    sim_check(front()->owner == sim_parker(lifo ? 1 : 0), "the wrong one is at the front");
    release();
    sim_check(!pawl_sema_tryacquire(&w->sema), "a granted waiter was robbed");
    sim_check(queued() == 1 && front()->owner == sim_parker(lifo ? 0 : 1),
              "the wrong one was released");
    release();
    sim_check(!pawl_sema_tryacquire(&w->sema), "a granted waiter was robbed");
}

static void setup_order(uintptr_t flags)
{
    setup_world();
    sim_spawn(first_waiter, NULL);
    sim_spawn(second_waiter, (void *)flags);
    sim_spawn(releaser, (void *)flags);
}

static void setup_fifo(const struct sim_client *self)
{
    (void)self;
    setup_order(0);
}

static void setup_lifo(const struct sim_client *self)
{
    (void)self;
    setup_order(PAWL_SEMA_LIFO);
}

// ---- deadlines ----------------------------------------------------------------------------------

// arg: the deadline.
static void timed_waiter(void *arg)
{
    int64_t deadline = (intptr_t)arg;
    sim_clock_reset(deadline);
    bool got = pawl_sema_acquire_until(&w->sema, 0, deadline) == 0;
    sim_check(got || sim_clock() >= deadline, "timed out early");
    w->acquired += got;
    w->results |= (uint32_t)got << sim_self();
}

static void one_release(void *arg)
{
    (void)arg;
    release();
}

static void setup_deadline(const struct sim_client *self)
{
    (void)self;
    setup_world();
    sim_spawn(timed_waiter, (void *)(intptr_t)SIM_SHORT);
    sim_spawn(one_release, NULL);
}

static void two_releases(void *arg)
{
    (void)arg;
    release();
    release();
}

// The one with the deadline may take a token or not; the other one must get one.
static void setup_two_waiters(const struct sim_client *self)
{
    (void)self;
    setup_world();
    sim_spawn(timed_waiter, (void *)(intptr_t)SIM_SHORT);
    sim_spawn(first_waiter, NULL);
    sim_spawn(two_releases, NULL);
}

// ---- the table, every step of the bucket lock included ------------------------------------------

// Uses another address of the same bucket at the same time.
static void neighbour(void *arg)
{
    (void)arg;
    sim_clock_reset(SIM_SHORT);
    if (pawl_sema_acquire_until(&w->other, 0, SIM_SHORT) == 0)
        sim_check(false, "woken by nobody");
}

// A grant in the last moment must not end the next wait of that thread.
static void waits_again(void *arg)
{
    timed_waiter(arg);
    neighbour(NULL);
}

static void setup_again(const struct sim_client *self)
{
    (void)self;
    setup_world();
    sim_spawn(waits_again, (void *)(intptr_t)SIM_SHORT);
    sim_spawn(one_release, NULL);
}

static void setup_plain(const struct sim_client *self)
{
    (void)self;
    setup_world();
    sim_spawn(first_waiter, NULL);
    sim_spawn(one_release, NULL);
}

static void setup_table(const struct sim_client *self)
{
    (void)self;
    setup_world();
    sim_spawn(first_waiter, NULL);
    sim_spawn(one_release, NULL);
    sim_spawn(neighbour, NULL);
}

#define CLIENT(id, title, text, accidents, every_step, setup_it)                                   \
    static const struct sim_client id = {                                                          \
        .name = (title),                                                                           \
        .what = (text),                                                                            \
        .budget = {.spurious = (accidents),                                                        \
                   .eintr = (accidents),                                                           \
                   .weak = (accidents),                                                            \
                   .spins = (accidents),                                                           \
                   .whole_table = (every_step)},                                                   \
        .setup = (setup_it),                                                                       \
        .at_rest = tokens_at_rest,                                                                 \
        .outcome = results,                                                                        \
    }

CLIENT(fifo, "sema/fifo", "two queue in order, two releases in order", 1, false, setup_fifo);
CLIENT(lifo, "sema/lifo", "the second queues at the front", 1, false, setup_lifo);
CLIENT(late, "sema/deadline", "a deadline against a release", 1, false, setup_deadline);
CLIENT(bare, "sema/deadline-bare", "the same, no accidents", 0, false, setup_deadline);
CLIENT(two, "sema/two-waiters", "one with a deadline, two releases", 1, false, setup_two_waiters);
CLIENT(table, "table", "two addresses in one bucket, every step of it", 0, true, setup_table);
CLIENT(again, "sema/again", "a deadline against a release, and another wait", 1, false,
       setup_again);
CLIENT(plain, "table/plain", "a wait without deadline, every step", 1, true, setup_plain);
CLIENT(table2, "table/accidents", "a deadline against a release, every step", 1, true,
       setup_deadline);

const struct sim_client *const sim_sema_clients[] = {&fifo,  &lifo,  &late,  &bare,   &two,
                                                     &again, &table, &plain, &table2, NULL};
