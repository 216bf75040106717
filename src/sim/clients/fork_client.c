// fork_client.c - a forked child inherits lock words that count ghosts, and must get rid of them.
// SPDX-License-Identifier: MIT
#include "clients.h"

#include "mutex_client.h"
#include "mutex_monitor.h"

#include "sema/table.h"

enum { LOCKED = 1, WOKEN = 2, STARVING = 4, WAITER = 8 };

static struct world {
    _Alignas(128) pawl_mutex mu;
    int owner;
    bool unlocked;
} * w;

static bool is_unlocked(void *arg)
{
    (void)arg;
    return w->unlocked;
}

static void use(void)
{
    sim_own(&w->owner, true);
    pawl_mutex_unlock(&w->mu);
}

// POSIX's pattern: the prepare handler has locked, the child handler unlocks, threads come after.
static void child_handler(void *arg)
{
    (void)arg;
    pawl_mutex_unlock(&w->mu);
    w->unlocked = true;
}

static void thread_of_child(void *arg)
{
    sim_await(is_unlocked, NULL, "starts in the child");
    sim_clock_reset(PAWL_NEVER);
    pawl_mutex_lock(&w->mu);
    use();
    (void)arg;
}

static void timed_thread_of_child(void *arg)
{
    sim_await(is_unlocked, arg, "starts in the child");
    sim_clock_reset(SIM_SHORT);
    if (pawl_mutex_lock_until(&w->mu, SIM_SHORT) == 0)
        use();
}

// Not POSIX's pattern: the thread that forked keeps the mutex while others start to want it.
static void late_unlock(void *arg)
{
    (void)arg;
    w->owner = 1 + sim_self();
    sim_pause("goes on in the child, holding the mutex");
    w->owner = 0;
    pawl_mutex_unlock(&w->mu);
}

static void setup(uint32_t state, uint32_t sema)
{
    w = sim_alloc(sizeof *w);
    sim_name_mutex(&w->mu);
    w->mu.state = state;
    w->mu.sema.count = sema;
    pawl_process_()->used = 1;
    pawl_process_()->table->entered = 0;
    pawl_process_()->table->life = PAWL_TABLE_ORPHANED;
}

static void setup_posix(uint32_t state, uint32_t sema)
{
    setup(state, sema);
    sim_spawn(child_handler, NULL);
    sim_spawn(thread_of_child, NULL);
    sim_spawn(timed_thread_of_child, NULL);
}

static void setup_woken(const struct sim_client *self)
{
    (void)self;
    setup_posix(LOCKED | WOKEN | 2 * WAITER, 0);
}

static void setup_token(const struct sim_client *self)
{
    (void)self;
    setup_posix(LOCKED | WOKEN | 1 * WAITER, 1);
}

static void setup_starving(const struct sim_client *self)
{
    (void)self;
    setup_posix(LOCKED | STARVING | 2 * WAITER, 0);
}

// The thread that forked holds the mutex while another one of the child wants it already.
static void setup_held(uint32_t state, void (*other)(void *arg))
{
    setup(state, 0);
    w->unlocked = true;
    sim_spawn(late_unlock, NULL);
    sim_spawn(other, NULL);
}

// No ghost is on its way: a real waiter can make the word what it was with the ghost.
static void setup_same(const struct sim_client *self)
{
    (void)self;
    setup_held(LOCKED | 1 * WAITER, thread_of_child);
}

static void setup_same_timed(const struct sim_client *self)
{
    (void)self;
    setup_held(LOCKED | 1 * WAITER, timed_thread_of_child);
}

// The object is freed by its next owner, while a ghost is counted that looks like a waiter.
static void free_in_child(void *arg)
{
    (void)arg;
    sim_clock_reset(PAWL_NEVER);
    pawl_mutex_lock(&w->mu);
    pawl_mutex_unlock(&w->mu);
    sim_free(w, sizeof w->mu);
}

static void plain_unlock(void *arg)
{
    (void)arg;
    pawl_mutex_unlock(&w->mu);
}

static void setup_free(const struct sim_client *self)
{
    (void)self;
    setup(LOCKED | 1 * WAITER, 0);
    pawl_process_()->table->entered = 1; // by some other mutex
    sim_spawn(plain_unlock, NULL);
    sim_spawn(free_in_child, NULL);
}

static void setup_late(const struct sim_client *self)
{
    (void)self;
    setup_held(LOCKED | WOKEN | 1 * WAITER, thread_of_child);
}

// Ghosts stay, as another mutex of the child had its first waiter before; and the thread that
// forked comes back.
static void unlock_twice(void *arg)
{
    late_unlock(arg);
    thread_of_child(arg);
}

static void setup_entered(uint32_t state)
{
    setup(state, 0);
    pawl_process_()->table->entered = 1;
    w->unlocked = true;
    sim_spawn(unlock_twice, NULL);
    sim_spawn(thread_of_child, NULL);
}

static void setup_again(const struct sim_client *self)
{
    (void)self;
    setup_entered(LOCKED | WOKEN | 1 * WAITER);
}

// The same of a mutex that was starving, for a ghost that is due.
static void setup_due(const struct sim_client *self)
{
    (void)self;
    setup_entered(LOCKED | STARVING | WOKEN | 1 * WAITER);
}

// An orphan without ghosts: all that it counts is real.
static void setup_real(const struct sim_client *self)
{
    (void)self;
    setup_entered(LOCKED);
}

// The parent never had a waiter: nobody may take the child for an orphan.
static void setup_wiped(uint32_t state)
{
    setup(state, 0);
    pawl_process_()->used = 0;
    pawl_process_()->table->life = PAWL_TABLE_WIPED;
    w->unlocked = true;
}

static void setup_first(const struct sim_client *self)
{
    (void)self;
    setup_wiped(0);
    sim_spawn(thread_of_child, NULL);
    sim_spawn(thread_of_child, NULL);
}

// Both have to wait at once, for a third one.
static void setup_first_two(const struct sim_client *self)
{
    (void)self;
    setup_wiped(LOCKED);
    sim_spawn(late_unlock, NULL);
    sim_spawn(thread_of_child, NULL);
    sim_spawn(thread_of_child, NULL);
}

static void first_at_rest(void)
{
    sim_check(sim_process()->table->life != PAWL_TABLE_ORPHANED, "taken for an orphan");
    sim_mutex_at_rest(&w->mu);
}

static void clean_at_rest(void)
{
    sim_mutex_at_rest(&w->mu);
}

// Ghosts may stay, but they may neither lock anybody out nor hold the mutex.
static void usable_at_rest(void)
{
    sim_check((w->mu.state & (LOCKED | STARVING)) == 0, "a ghost holds the mutex");
    sim_check(pawl_process_()->table->buckets[0].root == NULL, "a waiter was left in the table");
}

#define CHILD(id, title, text, setup_it, rest)                                                     \
    static const struct sim_client id = {                                                          \
        .name = (title),                                                                           \
        .what = (text),                                                                            \
        .budget = {.ghosts = true, .whole_table = true},                                           \
        .setup = (setup_it),                                                                       \
        .at_rest = (rest),                                                                         \
    }

CHILD(woken, "fork/woken", "2 ghosts wait, 1 is on its way; the child handler unlocks", setup_woken,
      clean_at_rest);
CHILD(token, "fork/token", "a ghost's token lies in the semaphore", setup_token, clean_at_rest);
CHILD(starving, "fork/starving", "ghosts in starvation mode", setup_starving, clean_at_rest);
CHILD(late, "fork/late", "a thread contends before the thread that forked unlocks", setup_late,
      usable_at_rest);
CHILD(first, "fork/first", "the first threads of a child whose parent had no waiters", setup_first,
      first_at_rest);

CHILD(first_two, "fork/first-two", "the same, and two have to wait at once", setup_first_two,
      first_at_rest);
CHILD(again, "fork/again", "ghosts stay counted, and the thread that forked locks again",
      setup_again, usable_at_rest);
CHILD(due, "fork/due", "starving ghosts stay counted, one of them due", setup_due, usable_at_rest);
CHILD(real, "fork/real", "no ghosts are left, and the thread that forked locks again", setup_real,
      usable_at_rest);
CHILD(same, "fork/same", "a waiter makes the word what it was with a ghost", setup_same,
      usable_at_rest);
CHILD(same_timed, "fork/same-timed", "the same with a deadline", setup_same_timed, usable_at_rest);
CHILD(freed, "fork/free", "a mutex that counts a ghost is freed by its next owner", setup_free,
      NULL);

const struct sim_client *const sim_fork_clients[] = {
    &same,  &same_timed, &freed, &woken, &token, &starving, &late,
    &first, &first_two,  &again, &due,   &real,  NULL};
