// rwmutex_join.c - threads that read and write under an RWMutex whose readers join those who read.
// Their programs: rw.h.
// SPDX-License-Identifier: MIT
#include "weak.h"

static void joining_rlock(pawl_rwmutex *mu)
{
    pawl_rwmutex_rlock_(mu, true, pawl_deadline_at_(PAWL_NEVER));
}

static int joining_rlock_until(pawl_rwmutex *mu, int64_t deadline)
{
    return pawl_rwmutex_rlock_(mu, true, pawl_deadline_at_(deadline));
}

static bool joining_tryrlock(pawl_rwmutex *mu)
{
    return pawl_rwmutex_come_in_(mu, true);
}

static void joining_runlock(pawl_rwmutex *mu)
{
    enum pawl_released released = pawl_rwmutex_runlock_(mu, NULL);
    weak_check(released != PAWL_WAS_UNLOCKED, "runlock found nobody reading");
}

#define joining_lock pawl_rwmutex_lock
#define joining_lock_until pawl_rwmutex_lock_until
#define joining_trylock pawl_rwmutex_trylock
#define joining_unlock pawl_rwmutex_unlock
#define joining_downgrade pawl_rwmutex_downgrade

#define RW(function) joining_##function
#define RW_TYPE pawl_rwmutex
#include "clients/rw.h"
#undef RW
#undef RW_TYPE

static void at_rest(const pawl_rwmutex *mu)
{
    plain_at_rest(mu);
}

const struct weak_client weak_clients[] = {
    {"rwjoin/w-r", 2, {"w", "r"}, setup, thread, finish, 0, 2, 3},
    {"rwjoin/w-n", 2, {"w", "n"}, setup, thread, finish, 0, 2, 3},
    {"rwjoin/W-n", 2, {"W", "n"}, setup, thread, finish, 0, 2, 3},
    {"rwjoin/w-R", 2, {"w", "R"}, setup, thread, finish, 0, 2, 3},
    {"rwjoin/T-t", 2, {"T", "t"}, setup, thread, finish, 0, 3, 4},
    {"rwjoin/d-n", 2, {"d", "n"}, setup, thread, finish, 0, 2, 3},
    {"rwjoin/wn-nw", 2, {"wn", "nw"}, setup, thread, finish, 0, 1, 2},
    {"rwjoin/w-n-r", 3, {"w", "n", "r"}, setup, thread, finish, 0, 0, 1},
    {"rwjoin/w-w-n", 3, {"w", "w", "n"}, setup, thread, finish, 0, 0, 1},
    {"rwjoin/w-W-R", 3, {"w", "W", "R"}, setup, thread, finish, 0, 0, 1},
    {"rwjoin/wn-Rw-Pt", 3, {"wn", "Rw", "Pt"}, setup, thread, finish, 0, 0, 0},
    {"rwjoin/D-nfD", 2, {"D", "nfD"}, setup, thread, finish, FREES, 1, 2},
    {"rwjoin/nD-WD-RfD", 3, {"nD", "WD", "RfD"}, setup, thread, finish, FREES, 0, 0},
    {.name = NULL},
};
