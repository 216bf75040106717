// reentrant_client.c - locks that are locked again: by owner, and by token.
// SPDX-License-Identifier: MIT
//
// Programs are words of operations, one word per thread. By owner:
//   L lock twice    T trylock, and again    S lock_until, short deadline, and again
// By token, each letter a token: a b lock with it    A B the same with a short deadline
//   y z lock with it, and free it if this is the last user
#include "clients.h"

#include "in_time.h"
#include "mutex_client.h"

#include "sema/table.h"

#include <pawl/reentrant.h>
#include <string.h>

static struct world {
    _Alignas(128) pawl_reentrant by_owner;
    _Alignas(128) pawl_reentrant_token by_token;
} * w;
static struct books {
    int owner; // sim_own's
    int inside, token, users;
} * books;

// ---- by owner -----------------------------------------------------------------------------------

static bool lock_by_owner(char letter)
{
    int64_t deadline = letter == 'S' ? (int64_t)SIM_SHORT : PAWL_NEVER;
    sim_clock_reset(deadline);
    if (letter == 'T')
        return pawl_reentrant_trylock(&w->by_owner);
    int err = 0;
    if (letter == 'S')
        err = pawl_reentrant_lock_until(&w->by_owner, deadline);
    else
        pawl_reentrant_lock(&w->by_owner);
    return sim_in_time(err, deadline);
}

static bool use_by_owner(char letter)
{
    if (!lock_by_owner(letter))
        return false;
    sim_check(lock_by_owner(letter), "the holder was not let in again");
    sim_own(&books->owner, true);
    pawl_reentrant_unlock(&w->by_owner);
    sim_check(pawl_reentrant_held(&w->by_owner), "lost too early");
    sim_own(&books->owner, false);
    pawl_reentrant_unlock(&w->by_owner);
    sim_check(!pawl_reentrant_held(&w->by_owner), "still held");
    return true;
}

// ---- by token -----------------------------------------------------------------------------------

// Whoever comes with the token under which it is held is in.
static void check_left_out(void)
{
    const struct pawl_bucket *b = &pawl_process_()->table->buckets[0];
    const struct pawl_waiter *first =
        b->lock.state == 0 ? pawl_queue_front_(b, &w->by_token) : NULL;
    for (const struct pawl_waiter *at = first; at; at = at->next == first ? NULL : at->next)
        sim_check(at->wants != w->by_token.token, "one with the same token is left out");
}

static bool use_by_token(char letter)
{
    int token = letter == 'b' || letter == 'B' || letter == 'y' ? 2 : 1;
    int64_t deadline = letter == 'A' || letter == 'B' ? (int64_t)SIM_SHORT : PAWL_NEVER;
    sim_clock_reset(deadline);
    pawl_reentrant_token *t = &w->by_token;
    int err = pawl_reentrant_token_lock_until(t, (uint64_t)token, deadline);
    if (!sim_in_time(err, deadline))
        return false;
    sim_check(books->inside == 0 || books->token == token, "two tokens at once");
    books->inside++;
    books->token = token;
    check_left_out();
    sim_pause("is in");
    check_left_out();
    sim_check(books->token == token, "two tokens at once");
    books->inside--;
    bool last = (letter == 'y' || letter == 'z') && --books->users == 0;
    pawl_reentrant_token_unlock(t, (uint64_t)token);
    if (last)
        sim_free(w, sizeof *w);
    return true;
}

static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++) {
        bool got = strchr("LTS", *p) ? use_by_owner(*p) : use_by_token(*p);
        sim_note(got);
    }
}

static void setup(const struct sim_client *self)
{
    const struct mutex_client *client = (const void *)self;
    w = sim_alloc(sizeof *w);
    books = sim_alloc(sizeof *books);
    sim_name(&w->by_owner.mutex.state, "mutex", NULL);
    sim_name(&w->by_owner.mutex.sema.count, "mutex' sema", NULL);
    sim_name(&w->by_owner.owner, "owner", NULL);
    sim_name(&w->by_token.depth, "depth", NULL);
    books->users = sim_spawn_programs(client->programs, run_program);
}

static void at_rest(void)
{
    sim_check(w->by_owner.mutex.state == 0 && w->by_owner.owner == 0, "is held in the end");
    sim_check(w->by_token.depth == 0, "is held in the end");
    sim_check(pawl_process_()->table->buckets[0].root == NULL, "a waiter was left in the table");
}

#define REENTRANT(id, title, text, words, accidents, ...)                                          \
    PROGRAM_CLIENT("reentrant/", id, title, text, words, accidents, 0, __VA_ARGS__)

REENTRANT(two, "2", "two holders in turn", "L L", 1, EVERY_STEP);
REENTRANT(mixed, "mixed", "a try, a deadline", "LT S", 0, EVERY_STEP);
REENTRANT(three, "3", "three holders", "L L T", 0, QUICK);
REENTRANT(tokens, "token", "two tokens", "a b", 1, EVERY_STEP);
REENTRANT(tokens_3, "token-3", "two with the same, one with another", "a a b", 0, EVERY_STEP);
REENTRANT(tokens_4, "token-again", "comes again with the other", "ab ba", 0, EVERY_STEP);
REENTRANT(tokens_t, "token-timed", "deadlines", "A b a", 0, EVERY_STEP, REACHES(SIM_LATE_GRANT));
REENTRANT(tokens_f, "token-free", "the last user frees it", "y z", 1, EVERY_STEP);

const struct sim_client *const sim_reentrant_clients[] = {
    &two.base,      &mixed.base,    &three.base,    &tokens.base, &tokens_3.base,
    &tokens_4.base, &tokens_t.base, &tokens_f.base, NULL};
