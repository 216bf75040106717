// rwmutex_wide.c - threads that read and write under a wide RWMutex. Their programs: rw.h.
// SPDX-License-Identifier: MIT
//
// There are two slots. At first threads 0 and 2 run on one CPU and thread 1 on another; but the
// checker may move them.
#define RW(function) pawl_rwmutex_wide_##function
#define RW_TYPE pawl_rwmutex_wide
#include "clients/rw.h"
#undef RW
#undef RW_TYPE

static void at_rest(const pawl_rwmutex_wide *mu)
{
    plain_at_rest(&mu->rw);
    uint32_t sum = pawl_word_load_rlx(&mu->drained);
    for (int i = 0; i < PAWL_RWMUTEX_WIDE_SLOTS; i++)
        sum += pawl_word_load_rlx(&mu->slots[i].readers) & ~1u; // it may be closed
    weak_check(sum == 0, "readers are counted at rest");
    weak_check(pawl_word_load_rlx(&mu->writer.count) == 0, "a token was left behind");
}

const struct weak_client weak_clients[] = {
    {"wide/w-r", 2, {"w", "r"}, setup, thread, finish, 0, 2, 2},
    {"wide/w-w", 2, {"w", "w"}, setup, thread, finish, 0, 1, 2},
    {"wide/W-r", 2, {"W", "r"}, setup, thread, finish, 0, 1, 2},
    {"wide/W-l", 2, {"W", "l"}, setup, thread, finish, 0, 1, 2},
    {"wide/w-R", 2, {"w", "R"}, setup, thread, finish, 0, 1, 2},
    {"wide/T-t", 2, {"T", "t"}, setup, thread, finish, 0, 2, 2},
    {"wide/d-r", 2, {"d", "r"}, setup, thread, finish, 0, 1, 2},
    {"wide/wr-rw", 2, {"wr", "rw"}, setup, thread, finish, 0, 0, 1},
    {"wide/r-w-r", 3, {"r", "w", "r"}, setup, thread, finish, 0, 0, 1},
    {"wide/rr-w-rr", 3, {"rr", "w", "rr"}, setup, thread, finish, 0, 0, 0},
    {"wide/w-w-r", 3, {"w", "w", "r"}, setup, thread, finish, 0, 0, 0},
    {"wide/W-l-rl", 3, {"W", "l", "rl"}, setup, thread, finish, 0, 0, 0},
    {"wide/W-R-r", 3, {"W", "R", "r"}, setup, thread, finish, 0, 0, 0},
    {"wide/dT-Wt-rp", 3, {"dT", "Wt", "rp"}, setup, thread, finish, 0, 0, 0},
    {"wide/D-fD", 2, {"D", "fD"}, setup, thread, finish, FREES, 1, 2},
    {"wide/rD-rD", 2, {"rD", "rD"}, setup, thread, finish, FREES, 1, 1},
    {"wide/rD-rD-fD", 3, {"rD", "rD", "fD"}, setup, thread, finish, FREES, 0, 0},
    {"wide/dD-WD-RfD", 3, {"dD", "WD", "RfD"}, setup, thread, finish, FREES, 0, 0},
    {.name = NULL},
};
