// once_client.c - a function runs once, and whoever comes back from do finds it done.
// SPDX-License-Identifier: MIT
//
// Programs are words of operations, one word per thread:
//   O do    V do, and free it: the others are all asleep in theirs, or done
//   Z do when the others are asleep in theirs, or done, and make it a fresh one    N do that one
#include "clients.h"

#include "mutex_client.h"

#include "sema/table.h"

#include <pawl/clock.h>
#include <pawl/once.h>
#include <stdio.h>
#include <string.h>

static struct world {
    _Alignas(128) pawl_once once;
} * w;
static struct books {
    int runs;
    bool done;
    int others; // who sleep when the function ends; 0: it does not matter
    bool fresh; // made a fresh one
} * books;

static int queued(void)
{
    const struct pawl_waiter *first =
        pawl_queue_front_(&pawl_process_()->table->buckets[0], &w->once.state);
    int n = 0;
    for (const struct pawl_waiter *at = first; at; at = at->next == first ? NULL : at->next)
        n++;
    return n;
}

static bool others_are_queued(void *arg)
{
    (void)arg;
    return queued() == books->others;
}

static void function(void *arg)
{
    sim_check(arg == w, "the argument was lost");
    sim_check(books->runs++ == 0, "ran twice");
    sim_pause("runs the function");
    if (books->others > 0)
        sim_await(others_are_queued, NULL, "sees the others asleep");
    books->done = true;
}

static bool is_done(void *arg)
{
    (void)arg;
    return books->done;
}

static bool is_fresh(void *arg)
{
    (void)arg;
    return books->fresh;
}

static void start_afresh(void)
{
    w->once = (pawl_once)PAWL_ONCE_INIT;
    books->runs = 0;
    books->done = false;
    books->others = 0;
    books->fresh = true;
}

static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++) {
        if (*p == 'Z')
            sim_await(is_done, NULL, "sees it done");
        if (*p == 'N')
            sim_await(is_fresh, NULL, "sees a fresh one");
        sim_clock_reset(PAWL_NEVER);
        bool fresh = books->fresh;
        pawl_once_do(&w->once, function, w);
        sim_check(books->done || books->fresh != fresh, "came before it was done");
        if (*p == 'Z')
            start_afresh();
        if (*p == 'V')
            sim_free(w, sizeof *w);
    }
}

static void describe(char *out, size_t size, uint32_t v)
{
    static const char *const words[] = {
        "fresh", "done", "running", "?", "?", "?", "running, waited for"};
    snprintf(out, size, "%s", v < 7 ? words[v] : "?");
}

static void setup(const struct sim_client *self)
{
    const struct mutex_client *client = (const void *)self;
    w = sim_alloc(sizeof *w);
    books = sim_alloc(sizeof *books);
    sim_name(&w->once.state, "once", describe);
    sim_name(&w->once.runner, "runner", NULL);
    int n = sim_spawn_programs(client->programs, run_program);
    books->others = strchr(client->programs, 'V') ? n - 1 : strchr(client->programs, 'Z') ? 1 : 0;
}

static void at_rest(void)
{
    sim_check(w->once.state == PAWL_ONCE_DONE_, "is not done in the end");
    sim_check(pawl_process_()->table->buckets[0].root == NULL, "a waiter was left in the table");
}

#define ONCE(id, title, text, words, accidents, every_step)                                        \
    static const struct mutex_client id = {                                                        \
        .base = {.name = "once/" title,                                                            \
                 .what = text ": " words,                                                          \
                 .budget = {.spurious = (accidents),                                               \
                            .eintr = (accidents),                                                  \
                            .weak = (accidents),                                                   \
                            .whole_table = (every_step)},                                          \
                 .setup = setup,                                                                   \
                 .at_rest = at_rest},                                                              \
        .programs = (words),                                                                       \
    }

ONCE(two, "2", "two threads", "O O", 1, true);
ONCE(again, "2x2", "twice each", "OO OO", 1, true);
ONCE(three, "3", "three threads", "O O O", 0, true);
ONCE(vanish, "free", "freed when one do has returned, the others are asleep", "V O O", 0, false);
ONCE(again_3, "afresh", "a fresh one when others have not returned yet", "O O ZN N", 0, false);

const struct sim_client *const sim_once_clients[] = {&two.base,    &again.base,   &three.base,
                                                     &vanish.base, &again_3.base, NULL};
