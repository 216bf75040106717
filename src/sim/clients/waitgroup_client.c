// waitgroup_client.c - threads count down and wait: nobody passes early, nobody sleeps on.
// SPDX-License-Identifier: MIT
//
// Programs are words of operations, one word per thread. The count is what all D together take off.
//   D done    W wait    T wait_until, short deadline    P wait_until, deadline in the past
//   A add 1   w wait, when the count may be used again
//   V wait, and free it on the spot: others may still be asleep in theirs
//   L wait when all W are asleep or back, and free it
#include "clients.h"

#include "in_time.h"
#include "mutex_client.h"

#include "sema/table.h"

#include <pawl/waitgroup.h>
#include <stdio.h>
#include <string.h>

static struct world {
    _Alignas(128) pawl_waitgroup wg;
} * w;
static struct books {
    int left;   // what is to be done
    int asleep; // who waits: the one that frees comes when all of them do
    int early;  // who L comes after: those with a W that are not back
} * books;

static int queued(void)
{
    const struct pawl_waiter *first =
        pawl_queue_front_(&pawl_process_()->table->buckets[0], &w->wg.state);
    int n = 0;
    for (const struct pawl_waiter *at = first; at; at = at->next == first ? NULL : at->next)
        n++;
    return n;
}

static bool all_are_queued(void *arg)
{
    (void)arg;
    return queued() == books->asleep;
}

static bool early_are_queued(void *arg)
{
    (void)arg;
    return queued() >= books->early;
}

static bool wait_for_it(char letter)
{
    int64_t deadline = letter == 'T' ? (int64_t)SIM_SHORT : letter == 'P' ? 0 : PAWL_NEVER;
    sim_clock_reset(deadline);
    int err = 0;
    if (deadline == PAWL_NEVER)
        pawl_waitgroup_wait(&w->wg);
    else
        err = pawl_waitgroup_wait_until(&w->wg, deadline);
    sim_check(err != 0 || books->left == 0 || letter == 'w', "came before all was done");
    return sim_in_time(err, deadline);
}

static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++) {
        bool ok = true;
        if (*p == 'D') {
            if (books->asleep > 0)
                sim_await(all_are_queued, NULL, "sees all of them asleep");
            books->left--;
            pawl_waitgroup_done(&w->wg);
        } else if (*p == 'A') {
            books->left++;
            pawl_waitgroup_add(&w->wg, 1);
        } else {
            if (*p == 'L')
                sim_await(early_are_queued, NULL, "sees the others asleep");
            ok = wait_for_it(*p);
            books->early -= *p == 'W';
        }
        if (*p == 'V' || *p == 'L')
            sim_free(w, sizeof *w);
        sim_note(ok);
    }
}

static int count(const char *s, char letter)
{
    int n = 0;
    for (; *s; s++)
        n += *s == letter;
    return n;
}

static void describe(char *out, size_t size, uint32_t v)
{
    snprintf(out, size, "[%d%s]", (int32_t)(v & ~1u) / 2, v & 1 ? ", somebody waits" : "");
}

static void setup(const struct sim_client *self)
{
    const struct mutex_client *client = (const void *)self;
    w = sim_alloc(sizeof *w);
    books = sim_alloc(sizeof *books);
    sim_name(&w->wg.state, "count", describe);
    sim_spawn_programs(client->programs, run_program);
    books->left = count(client->programs, 'D') - count(client->programs, 'A');
    books->early = count(client->programs, 'W');
    books->asleep = count(client->programs, 'V') > 0
                        ? count(client->programs, 'V') + count(client->programs, 'W')
                        : 0;
    w->wg.state = (uint32_t)books->left * PAWL_WAITGROUP_ONE_;
}

static void at_rest(void)
{
    sim_check(w->wg.state == 0, "does not count to zero");
    sim_check(pawl_process_()->table->buckets[0].root == NULL, "a waiter was left in the table");
}

#define WG(id, title, text, words, accidents, ...)                                                 \
    PROGRAM_CLIENT("waitgroup/", id, title, text, words, accidents, 0, __VA_ARGS__)
#define SECTIONS .base.budget.whole_table = false

WG(d_w, "1d1w", "one done, one waits", "D W", 1, EVERY_STEP);
WG(d_d_w, "2d1w", "two done, one waits", "D D W", 1, EVERY_STEP);
WG(dd_w, "1d1w-twice", "done twice", "DD W", 1, EVERY_STEP);
WG(d_w_w, "1d2w", "two wait", "D W W", 0, EVERY_STEP);
WG(d_w_w_w, "1d3w", "three wait", "D W W W", 0, SECTIONS);
WG(timed, "timed", "with a deadline", "D T", 1, EVERY_STEP, REACHES(SIM_LATE_GRANT));
WG(timed_2, "timed-2", "one with a deadline, one without", "D T W", 0, SECTIONS);
WG(timed_22, "timed-both", "both with one", "D T T", 0, SECTIONS);
WG(past, "past", "a deadline in the past", "DD PT W", 0, SECTIONS);
WG(again, "again", "used again when another has not returned yet", "D WAD w", 1, SECTIONS);
WG(misuse, "misuse", "added to when the count may be zero", "D AD w", 0, SECTIONS,
   .base.expected = "WaitGroup misuse: Add called concurrently with Wait");
WG(vanish, "free", "the waiter frees it", "D V", 1, EVERY_STEP);
WG(vanish_d, "free-2d", "two done, the waiter frees it", "D D V", 0, EVERY_STEP);
WG(vanish_w, "free-2w", "one waiter frees it, another is asleep", "D V W", 1, SECTIONS);
WG(late, "free-late", "one comes at the end, and frees it", "D W L", 0, EVERY_STEP);
WG(late_t, "free-timed", "one times out, comes again, and frees it", "D TL", 1, EVERY_STEP);
WG(reuse, "reused", "used again when others have not returned yet", "D w WATD", 0, EVERY_STEP);
WG(more, "2d2w", "two done, two wait", "D D W W", 0, SECTIONS, .base.long_run = true,
   .base.bound = 3);

const struct sim_client *const sim_waitgroup_clients[] = {
    &d_w.base,     &d_d_w.base,    &dd_w.base,     &d_w_w.base, &timed.base,
    &timed_2.base, &timed_22.base, &past.base,     &again.base, &misuse.base,
    &vanish.base,  &vanish_d.base, &vanish_w.base, &late.base,  &late_t.base,
    &reuse.base,   &d_w_w_w.base,  &more.base,     NULL};
