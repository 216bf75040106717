// rwmutex.c - threads that read and write under an RWMutex. Their programs: rw.h.
// SPDX-License-Identifier: MIT
#define RW(function) pawl_rwmutex_##function
#define RW_TYPE pawl_rwmutex
#include "clients/rw.h"
#undef RW
#undef RW_TYPE

static void at_rest(const pawl_rwmutex *mu)
{
    plain_at_rest(mu);
}

const struct weak_client weak_clients[] = {
    {"rwmutex/w-r", 2, {"w", "r"}, setup, thread, finish, 0, 2, 3},
    {"rwmutex/w-w", 2, {"w", "w"}, setup, thread, finish, 0, 2, 3},
    {"rwmutex/w-R", 2, {"w", "R"}, setup, thread, finish, 0, 2, 3},
    {"rwmutex/W-r", 2, {"W", "r"}, setup, thread, finish, 0, 2, 3},
    {"rwmutex/W-l", 2, {"W", "l"}, setup, thread, finish, 0, 1, 2},
    {"rwmutex/W-W", 2, {"W", "W"}, setup, thread, finish, 0, 2, 2},
    {"rwmutex/T-t", 2, {"T", "t"}, setup, thread, finish, 0, 3, 4},
    {"rwmutex/d-r", 2, {"d", "r"}, setup, thread, finish, 0, 2, 3},
    {"rwmutex/d-w", 2, {"d", "w"}, setup, thread, finish, 0, 2, 3},
    {"rwmutex/wr-rw", 2, {"wr", "rw"}, setup, thread, finish, 0, 1, 2},
    {"rwmutex/w-w-r", 3, {"w", "w", "r"}, setup, thread, finish, 0, 0, 1},
    {"rwmutex/w-r-r", 3, {"w", "r", "r"}, setup, thread, finish, 0, 0, 1},
    {"rwmutex/w-W-R", 3, {"w", "W", "R"}, setup, thread, finish, 0, 0, 1},
    {"rwmutex/w-R-R", 3, {"w", "R", "R"}, setup, thread, finish, 0, 0, 1},
    {"rwmutex/dT-Wt-rp", 3, {"dT", "Wt", "rp"}, setup, thread, finish, 0, 0, 0},
    {"rwmutex/wr-Rw-Pr", 3, {"wr", "Rw", "Pr"}, setup, thread, finish, 0, 0, 0},
    {"rwmutex/D-fD", 2, {"D", "fD"}, setup, thread, finish, FREES, 2, 3},
    {"rwmutex/D-WD", 2, {"D", "WD"}, setup, thread, finish, FREES, 1, 2},
    {"rwmutex/dD-fD", 2, {"dD", "fD"}, setup, thread, finish, FREES, 1, 1},
    {"rwmutex/D-D-fD", 3, {"D", "D", "fD"}, setup, thread, finish, FREES, 0, 0},
    {"rwmutex/rD-D-RfD", 3, {"rD", "D", "RfD"}, setup, thread, finish, FREES, 0, 0},
    {.name = NULL},
};
