// reentrant.c - locks that whoever holds them may lock again: by owner, and by token.
// SPDX-License-Identifier: MIT
//
// L locks, S has a short deadline, T tries: by owner. Who got it locks it again, uses the data, and
// unlocks twice. X, U and t do so with the thread's own token, and use the data; x shares one token
// with other x and looks. D and d are L and X, and drop the object, which the last one frees.
#include "weak.h"

enum { SHARED = 100 }; // a token

static struct world {
    pawl_reentrant owned;
    pawl_reentrant_token token;
    struct weak_tally tally;
    WEAK_DATA(int) users;
} * w;

static bool lock_owned(char how)
{
    if (how == 'S')
        return weak_in_time(pawl_reentrant_lock_until(&w->owned, WEAK_SHORT), WEAK_SHORT);
    if (how == 'T')
        return pawl_reentrant_trylock(&w->owned);
    pawl_reentrant_lock(&w->owned);
    return true;
}

static bool lock_token(char how, uint64_t token)
{
    if (how == 'U')
        return weak_in_time(pawl_reentrant_token_lock_until(&w->token, token, WEAK_SHORT),
                            WEAK_SHORT);
    if (how == 't')
        return pawl_reentrant_token_trylock(&w->token, token);
    pawl_reentrant_token_lock(&w->token, token);
    return true;
}

// Whether the caller was the last user.
static bool use(char how, int index)
{
    if (how == 'x') {
        weak_look(&w->tally);
        return false;
    }
    weak_use(&w->tally, index);
    if (how != 'D' && how != 'd')
        return false;
    w->users = w->users - 1;
    return w->users == 0;
}

static bool by_owner(char how, int index)
{
    weak_check(!pawl_reentrant_held(&w->owned), "held by nobody");
    if (!lock_owned(how))
        return false;
    weak_check(pawl_reentrant_held(&w->owned), "not held");
    pawl_reentrant_lock(&w->owned);
    bool last = use(how, index);
    pawl_reentrant_unlock(&w->owned);
    pawl_reentrant_unlock(&w->owned);
    return last;
}

static bool by_token(char how, int index)
{
    uint64_t token = how == 'x' ? SHARED : (uint64_t)index;
    if (!lock_token(how, token))
        return false;
    pawl_reentrant_token_lock(&w->token, token);
    bool last = use(how, index);
    pawl_reentrant_token_unlock(&w->token, token);
    pawl_reentrant_token_unlock(&w->token, token);
    return last;
}

static void thread(const struct weak_client *self, int index)
{
    for (const char *p = self->programs[index]; *p; p++) {
        bool owned = *p == 'L' || *p == 'S' || *p == 'T' || *p == 'D';
        if (owned ? by_owner(*p, index) : by_token(*p, index))
            WEAK_DELETE(w);
    }
}

static void setup(const struct weak_client *self)
{
    w = WEAK_NEW(struct world);
    w->users = self->threads;
}

static void finish(const struct weak_client *self)
{
    if (self->programs[0][0] == 'D' || self->programs[0][0] == 'd')
        return;
    weak_check_tally(&w->tally);
    weak_check(pawl_word_load_rlx(&w->owned.owner) == 0, "an owner is left");
    weak_check(pawl_word_load_rlx(&w->owned.mutex.state) == 0, "locked at rest");
    weak_check(pawl_word_load_rlx(&w->token.depth) == 0, "locked at rest, with a token");
    WEAK_DELETE(w);
}

const struct weak_client weak_clients[] = {
    {"reentrant/L-L", 2, {"L", "L"}, setup, thread, finish, 0, 2, 2},
    {"reentrant/L-S", 2, {"L", "S"}, setup, thread, finish, 0, 1, 2},
    {"reentrant/L-T", 2, {"L", "T"}, setup, thread, finish, 0, 2, 3},
    {"reentrant/LT-S-SL", 3, {"LT", "S", "SL"}, setup, thread, finish, 0, 0, 0},
    {"reentrant/D-D", 2, {"D", "D"}, setup, thread, finish, 0, 1, 2},
    {"token/X-X", 2, {"X", "X"}, setup, thread, finish, 0, 2, 3},
    {"token/X-U", 2, {"X", "U"}, setup, thread, finish, 0, 2, 2},
    {"token/X-t", 2, {"X", "t"}, setup, thread, finish, 0, 2, 3},
    {"token/X-x-x", 3, {"X", "x", "x"}, setup, thread, finish, 0, 0, 0},
    {"token/xX-Ux-tx", 3, {"xX", "Ux", "tx"}, setup, thread, finish, 0, 0, 0},
    {"token/d-d", 2, {"d", "d"}, setup, thread, finish, 0, 2, 2},
    {"token/d-d-d", 3, {"d", "d", "d"}, setup, thread, finish, 0, 0, 0},
    {.name = NULL},
};
