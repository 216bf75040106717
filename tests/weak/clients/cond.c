// cond.c - producers and consumers.
// SPDX-License-Identifier: MIT
//
// C takes an item, U with a short deadline; L, too, through a Locker whose unlock waits. S makes an
// item and then signals, B makes two and broadcasts; s and b do so while they hold the lock.
//
// N and F wait for news and read it; M writes them without the lock if all of them wait, which it
// tells by a broadcast: it alone orders that. Else M says that none will come. Once all were woken
// F frees the Cond.
#include "weak.h"

static struct world {
    pawl_mutex mu, other;
    WEAK_DATA(int) items;
    WEAK_DATA(int) waiting;
    WEAK_DATA(bool) no_news;
    WEAK_DATA(int) news;
} * w;

static pawl_cond *cond;
static bool freed;

static void lock_both(void *self)
{
    (void)self;
    pawl_mutex_lock(&w->mu);
}

static void unlock_both(void *self)
{
    (void)self;
    pawl_mutex_lock(&w->other);
    pawl_mutex_unlock(&w->mu);
    pawl_mutex_unlock(&w->other);
}

static const struct pawl_locker_ops ops = {lock_both, unlock_both};

static bool wait_for_more(char how)
{
    pawl_locker locker = {&ops, NULL};
    if (how == 'U')
        return weak_in_time(pawl_cond_wait_until(cond, &w->mu, WEAK_SHORT), WEAK_SHORT);
    if (how == 'L')
        pawl_cond_wait_locker(cond, locker);
    else
        pawl_cond_wait(cond, &w->mu);
    return true;
}

static void consume(char how)
{
    pawl_mutex_lock(&w->mu);
    while (w->items == 0 && wait_for_more(how))
        ;
    if (w->items > 0)
        w->items = w->items - 1;
    pawl_mutex_unlock(&w->mu);
}

static void tell(char how)
{
    if (how == 'S' || how == 's')
        pawl_cond_signal(cond);
    else
        pawl_cond_broadcast(cond);
}

static void produce(char how)
{
    bool holding = how == 's' || how == 'b';
    pawl_mutex_lock(&w->mu);
    w->items = w->items + (how == 'S' || how == 's' ? 1 : 2);
    if (holding)
        tell(how);
    pawl_mutex_unlock(&w->mu);
    if (!holding)
        tell(how);
}

static void make_news(int threads)
{
    pawl_mutex_lock(&w->mu);
    bool all = w->waiting == threads - 1;
    if (!all) {
        w->no_news = true;
        pawl_cond_broadcast(cond);
    }
    pawl_mutex_unlock(&w->mu);
    if (!all)
        return;
    w->news = 1;
    pawl_cond_broadcast(cond);
}

static void wait_for_news(char how)
{
    pawl_mutex_lock(&w->mu);
    bool news = !w->no_news;
    if (news) {
        w->waiting = w->waiting + 1;
        pawl_cond_wait(cond, &w->mu);
        news = !w->no_news;
    }
    pawl_mutex_unlock(&w->mu);
    if (!news)
        return;
    weak_check(w->news == 1, "woken for no reason");
    if (how == 'F') {
        WEAK_DELETE(cond);
        freed = true;
    }
}

static void step(char what, int threads)
{
    if (what == 'M')
        make_news(threads);
    else if (what == 'N' || what == 'F')
        wait_for_news(what);
    else if (what == 'C' || what == 'U' || what == 'L')
        consume(what);
    else
        produce(what);
}

static void thread(const struct weak_client *self, int index)
{
    for (const char *p = self->programs[index]; *p; p++)
        step(*p, self->threads);
}

static void setup(const struct weak_client *self)
{
    (void)self;
    w = WEAK_NEW(struct world);
    cond = WEAK_NEW(pawl_cond);
    freed = false;
}

static void finish(const struct weak_client *self)
{
    (void)self;
    weak_check(pawl_word_load_rlx(&w->mu.state) == 0, "locked at rest");
    WEAK_DELETE(w);
    if (freed)
        return;
    weak_check(pawl_word_load_rlx(&cond->waiters) == 0, "a waiter was left behind");
    WEAK_DELETE(cond);
}

const struct weak_client weak_clients[] = {
    {"cond/C-S", 2, {"C", "S"}, setup, thread, finish, 0, 2, 3},
    {"cond/C-s", 2, {"C", "s"}, setup, thread, finish, 0, 1, 2},
    {"cond/U-S", 2, {"U", "S"}, setup, thread, finish, 0, 1, 2},
    {"cond/U-s", 2, {"U", "s"}, setup, thread, finish, 0, 1, 1},
    {"cond/L-S", 2, {"L", "S"}, setup, thread, finish, 0, 1, 2},
    {"cond/N-M", 2, {"N", "M"}, setup, thread, finish, 0, 2, 2},
    {"cond/CC-B", 2, {"CC", "B"}, setup, thread, finish, 0, 1, 2},
    {"cond/C-C-B", 3, {"C", "C", "B"}, setup, thread, finish, 0, 0, 0},
    {"cond/C-C-b", 3, {"C", "C", "b"}, setup, thread, finish, 0, 0, 0},
    {"cond/C-U-Ss", 3, {"C", "U", "Ss"}, setup, thread, finish, 0, 0, 0},
    {"cond/C-L-SS", 3, {"C", "L", "SS"}, setup, thread, finish, 0, 0, 0},
    {"cond/L-L-B", 3, {"L", "L", "B"}, setup, thread, finish, 0, 0, 0},
    {"cond/N-N-M", 3, {"N", "N", "M"}, setup, thread, finish, 0, 0, 0},
    {"cond/F-M", 2, {"F", "M"}, setup, thread, finish, 0, 2, 2},
    {"cond/F-N-M", 3, {"F", "N", "M"}, setup, thread, finish, 0, 0, 0},
    {.name = NULL},
};
