// preload_cond_client.c - pthread condition variables: a signal sent while somebody waits wakes one
// of those, and neither a late comer nor a cancelled or timed-out waiter takes it from them.
// SPDX-License-Identifier: MIT
//
// Programs are words of operations, one word per thread:
//   W with the mutex: wait    T the same with a short deadline    P with one in the past
//   X wait, may be cancelled    Y the same with a short deadline    G as T, but, as X and Y, who
//   was woken signals in its turn: one signal is enough for all    x as X, but signals nobody
//   1 2 3 4 signal as soon as so many have come to wait    s the same for 2, with the mutex held
//   B broadcast when all have come    b when two have
//   D as B, then destroy the condition variable and free it
//   K cancel every X, Y and x    E wait with a mutex that is not the caller's
#include "sim/shadow/pthread_cancel.h"

#include "clients.h"

#include "in_time.h"
#include "mutex_client.h"

#include "preload/cond.h"
#include "preload/mutex.h"
#include "sema/table.h"

#include <string.h>

static pthread_cond_t *cond;
static struct books {
    _Alignas(128) struct mutex mu;
    int holder;           // 1 + the thread; 0: nobody
    int waiters, tickets; // who shall come to wait, and who has
    int signals;
    bool in_order;  // nobody leaves but by a signal, so each wakes the one that waits longest
    bool cancels;   // a signal may be passed on to one that came after it
    uint8_t doomed; // threads that may be cancelled
} * books;

// ---- the mutex, as the preload's condition variables see it -------------------------------------

// For who does not hold it, it is one of the C library's: only the unlock will tell that it must
// not.
bool mutex_is_ours(const pthread_mutex_t *pm)
{
    (void)pm;
    return books->holder == 1 + sim_self();
}

int mutex_relock_from(pthread_mutex_t *pm, const void *caller)
{
    (void)pm;
    (void)caller;
    pawl_mutex_lock(&books->mu.mutex);
    sim_check(books->holder == 0, "two owners");
    books->holder = 1 + sim_self();
    return 0;
}

bool mutex_may_unlock(const pthread_mutex_t *pm)
{
    (void)pm;
    return true;
}

int mutex_unlock_from(pthread_mutex_t *pm, const void *caller)
{
    (void)pm;
    (void)caller;
    if (books->holder != 1 + sim_self())
        return EPERM;
    books->holder = 0;
    pawl_mutex_unlock(&books->mu.mutex);
    return 0;
}

// ---- waiting ------------------------------------------------------------------------------------

static pthread_mutex_t *mutex(void)
{
    return (pthread_mutex_t *)(void *)&books->mu;
}

static void lock(void)
{
    sim_clock_reset(PAWL_NEVER);
    mutex_relock_from(mutex(), NULL);
}

static void unlock(void *arg)
{
    (void)arg;
    sim_check(mutex_unlock_from(mutex(), NULL) == 0, "the mutex is not locked after the wait");
}

static int wait_until(int64_t deadline)
{
    struct timespec t = {0, (long)deadline};
    if (deadline == PAWL_NEVER)
        return pthread_cond_wait(cond, mutex());
    return pthread_cond_clockwait(cond, mutex(), CLOCK_MONOTONIC, &t);
}

static void signal_one(void)
{
    books->signals++;
    sim_check(pthread_cond_signal(cond) == 0, "signal fails");
}

static bool wait_once(char letter)
{
    int64_t deadline = strchr("TYG", letter) ? (int64_t)SIM_SHORT : letter == 'P' ? 0 : PAWL_NEVER;
    int err = 0;
    lock();
    int ticket = books->tickets++, before = books->signals;
    sim_clock_reset(deadline);
    pthread_cleanup_push(unlock, NULL);
    err = wait_until(deadline);
    pthread_cleanup_pop(0);
    sim_check(err == 0 || (err == ETIMEDOUT && deadline != PAWL_NEVER), "not an error of a wait");
    sim_in_time(err, deadline);
    sim_check(err != 0 || books->signals > before || books->cancels, "woke for no reason");
    sim_check(!books->in_order || books->signals > ticket, "took the signal of one before it");
    unlock(NULL);
    if (err == 0 && strchr("GXY", letter))
        signal_one();
    return err == 0;
}

// The owner may be anybody, so only the count of tickets is the caller's.
static void wait_without_mutex(void)
{
    books->tickets++;
    sim_check(pthread_cond_wait(cond, mutex()) == EPERM, "waits without the mutex");
}

// ---- waking -------------------------------------------------------------------------------------

// arg: how many. Who has come has unlocked the mutex, and so is in the queue.
static bool have_come(void *arg)
{
    return books->tickets >= (int)(intptr_t)arg && books->mu.mutex.state == 0;
}

static void await_all(int n)
{
    sim_await(have_come, (void *)(intptr_t)n, "sees them waiting");
}

static void broadcast(void)
{
    books->signals += books->waiters;
    sim_check(pthread_cond_broadcast(cond) == 0, "broadcast fails");
}

static void wake(char letter)
{
    bool all = strchr("BbD", letter) != NULL;
    await_all(letter == 's' || letter == 'b' ? 2 : all ? books->waiters : letter - '0');
    if (letter == 's')
        lock();
    if (all)
        broadcast();
    else
        signal_one();
    if (letter == 's')
        unlock(NULL);
}

static void destroy(void)
{
    sim_check(pthread_cond_destroy(cond) == 0, "destroy finds somebody waiting");
    sim_free(cond, sizeof *cond);
}

static void cancel_all(void)
{
    for (int i = 0; i < SIM_MAX_THREADS; i++)
        if ((books->doomed & 1 << i) != 0)
            sim_cancel(i);
}

// ---- programs -----------------------------------------------------------------------------------

static bool operate(char letter)
{
    switch (letter) {
    case '1':
    case '2':
    case '3':
    case '4':
    case 's':
    case 'b':
    case 'B': wake(letter); return true;
    case 'D':
        wake(letter);
        destroy();
        return true;
    case 'K': cancel_all(); return true;
    case 'E': wait_without_mutex(); return true;
    default: return wait_once(letter);
    }
}

static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++)
        sim_note(operate(*p));
}

static void setup(const struct sim_client *self)
{
    const struct mutex_client *client = (const void *)self;
    cond = sim_alloc(sizeof *cond);
    books = sim_alloc(sizeof *books);
    sim_name(&((struct cond *)(void *)cond)->cond.waiters, "waiters", NULL);
    sim_name(&books->mu.mutex.state, "mutex", NULL);
    sim_name(&books->mu.mutex.sema.count, "mutex' sema", NULL);
    int thread = 0;
    for (const char *p = client->programs; *p; p++) {
        books->waiters += strchr("WTPXYxGE", *p) != NULL;
        books->doomed |= (uint8_t)((strchr("XYx", *p) != NULL) << thread);
        thread += *p == ' ';
    }
    books->cancels = strchr(client->programs, 'K') != NULL;
    books->in_order = strpbrk(client->programs, "TPXYxGEBbD") == NULL;
    sim_spawn_programs(client->programs, run_program);
}

static void at_rest(void)
{
    const struct cond *c = (const void *)cond;
    sim_check(c->cond.waiters == 0, "seems to be waited on in the end");
    sim_check(pawl_process_()->table->buckets[0].root == NULL, "a waiter was left in the table");
    sim_check(books->mu.mutex.state == 0, "the mutex is not unlocked in the end");
    sim_check(books->mu.waiting == 0, "the mutex seems to be waited with in the end");
}

#define COND(id, title, text, words, accidents, ...)                                               \
    PROGRAM_CLIENT("pthread/", id, title, text, words, accidents, 0, __VA_ARGS__)

COND(one, "1", "one waits, one signals", "W 1", 1, EVERY_STEP);
COND(two, "2", "two wait, two signals, in order", "W W 22", 0, EVERY_STEP);
COND(held, "held", "signals with the mutex held", "W W ss", 0, QUICK);
COND(steal, "stealing", "a signal is not for who comes later", "W 1W 2", 0, EVERY_STEP);
COND(group, "groups", "two groups of waiters", "WW W 123", 0, EVERY_STEP);
COND(group_2, "groups-2", "and two that signal", "WW W 13 2", 0, SLOW, .base.bound = 4);
COND(group_3, "groups-3", "both come again", "WW WW 1234", 0, QUICK);
COND(all, "broadcast", "two wait, one wakes both", "W W B", 0, EVERY_STEP);
COND(again, "broadcast-2", "one comes again", "WW W b3", 0, EVERY_STEP);
COND(timed, "timed", "a deadline against a signal", "T 1", 1, EVERY_STEP, REACHES(SIM_LATE_GRANT));
COND(past, "past", "a deadline in the past, a signal", "P 1", 1, EVERY_STEP);
COND(pass, "timed-2", "who times out does not use up the signal", "W G 2", 0, EVERY_STEP);
COND(both, "timed-all", "two with deadlines, a broadcast", "T T B", 0, QUICK);
COND(gone, "free", "destroyed right after the broadcast", "W W D", 0, EVERY_STEP);
COND(gone_2, "free-timed", "the same with a deadline", "W T D", 0, EVERY_STEP);
COND(cancel, "cancel", "cancelled, at any instruction", "X K", 1, EVERY_STEP);
COND(cancel_1, "cancel-1", "against a signal", "X 1K", 1, EVERY_STEP);
COND(cancel_2, "cancel-2", "who is cancelled passes the signal on", "W X 2K", 0, EVERY_STEP);
COND(cancel_3, "cancel-first", "cancelled before the signal", "W X K2", 0, EVERY_STEP);
COND(cancel_4, "cancel-4", "cancelled by a fourth", "W X 2 K", 0, QUICK, .base.bound = 3);
COND(cancel_5, "cancel-timed", "with a deadline", "W Y 2K", 0, EVERY_STEP);
COND(cancel_6, "cancel-both", "both are cancelled", "X X 2K", 0, EVERY_STEP);
COND(cancel_7, "cancel-late", "another comes late", "X W 1K2", 0, QUICK);
COND(cancel_8, "cancel-free", "the condition variable is gone by then", "W x DK", 0, EVERY_STEP);
COND(not_own, "not-own", "without the mutex, it takes no signal", "W E 2", 0, EVERY_STEP);

const struct sim_client *const sim_preload_cond_clients[] = {&one.base,      &two.base,
                                                             &held.base,     &steal.base,
                                                             &group.base,    &group_2.base,
                                                             &group_3.base,  &all.base,
                                                             &again.base,    &timed.base,
                                                             &past.base,     &pass.base,
                                                             &both.base,     &gone.base,
                                                             &gone_2.base,   &cancel.base,
                                                             &cancel_1.base, &cancel_2.base,
                                                             &cancel_3.base, &cancel_4.base,
                                                             &cancel_5.base, &cancel_6.base,
                                                             &cancel_7.base, &cancel_8.base,
                                                             &not_own.base,  NULL};
