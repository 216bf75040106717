// rwmutex_join_client.c - the RWMutex whose readers join those who read: the programs of
// rwmutex_client.c.
// SPDX-License-Identifier: MIT
//
// POSIX's default, in which a thread may read-lock again while a writer waits. The control is
// rwmutex/again, which does that with Go's RWMutex.
#include "clients.h"

#include "rwmutex_client.h"

#include "sync/rwmutex_state.h"

typedef pawl_rwmutex joining;

static void joining_rlock(joining *m)
{
    pawl_rwmutex_rlock_(m, true, pawl_deadline_at_(PAWL_NEVER));
}

static bool joining_tryrlock(joining *m)
{
    return pawl_rwmutex_come_in_(m, true);
}

static int joining_rlock_until(joining *m, int64_t deadline)
{
    return pawl_rwmutex_rlock_(m, true, pawl_deadline_at_(deadline));
}

static void joining_runlock(joining *m)
{
    sim_check(pawl_rwmutex_runlock_(m, NULL) != PAWL_WAS_UNLOCKED, "runlock found nobody reading");
}

static void joining_lock(joining *m)
{
    pawl_rwmutex_lock_(m, pawl_deadline_at_(PAWL_NEVER));
}

static bool joining_trylock(joining *m)
{
    return pawl_rwmutex_trylock_(m);
}

static int joining_lock_until(joining *m, int64_t deadline)
{
    return pawl_rwmutex_lock_(m, pawl_deadline_at_(deadline));
}

static void joining_unlock(joining *m)
{
    pawl_rwmutex_check_writing_(m, true);
    pawl_rwmutex_unlock_(m, 0, NULL);
}

static void joining_downgrade(joining *m)
{
    pawl_rwmutex_check_writing_(m, true);
    pawl_rwmutex_unlock_(m, 1, NULL);
}

RWMUTEX_KIND(joins, joining, sim_watch_rwmutex, sim_rwmutex_at_rest, true)

#define RW(...) RWMUTEX_CLIENT("rwjoin/", joins, __VA_ARGS__)

RW(r_w, "1r1w", "a reader, a writer", "r w", 1, EVERY_STEP, REACHES(SIM_RW_AWAKE));
RW(m_w, "again", "reads again whoever waits", "m w", 1, EVERY_STEP, REACHES(SIM_RW_JOINED));
RW(n_w, "again-try", "the same, and tries only", "n w", 1, EVERY_STEP, REACHES(SIM_RW_JOINED));
RW(mm_ww, "again-twice", "twice each", "mm ww", 0, EVERY_STEP);
RW(m_m_w, "2r-again", "two that do", "m m w", 0, EVERY_STEP, REACHES(SIM_RW_JOINED));
RW(m_w_w, "again-2w", "two writers", "m w w", 0, EVERY_STEP, REACHES(SIM_RW_NEXT));
RW(late, "late", "one comes late, and may come in", "r w r", 0, EVERY_STEP, REACHES(SIM_RW_JOINED));
RW(rt_wt, "1r1w-timed", "with deadlines", "R W", 1, EVERY_STEP, REACHES(SIM_LATE_GRANT));
RW(rt_wt2, "1r1w-mixed", "deadlines and not", "Rm wW", 0, EVERY_STEP);
RW(timed_w, "again-timed", "the writer may give up", "m W r", 0, EVERY_STEP);
RW(timed_ww, "2w-timed", "one of two writers may give up", "m W w", 0, EVERY_STEP, SLOW);
RW(wait_ww, "1r2w-timed", "the reader may give up", "R w w", 0, EVERY_STEP, SLOW);
RW(timed_r, "late-timed", "the late reader may give up", "m w R", 0, EVERY_STEP);
RW(tries, "try", "those that only try", "tT wn", 0, EVERY_STEP);
RW(try_3, "try-3", "a trylock between", "m w T", 0, EVERY_STEP);
RW(past, "past", "deadlines in the past", "pP mw", 0, EVERY_STEP);
RW(down, "downgrade", "a writer goes on as a reader", "d m w", 0, EVERY_STEP);
RW(free_rw, "free-1r1w", "the reader may be last and free it", "f F", 1, EVERY_STEP);
RW(free_m, "free-again", "the same after reading again", "mf F", 0, EVERY_STEP);
RW(free_ww, "free-late", "readers, and the last writer frees it", "F mF", 0, EVERY_STEP);
RW(free_3, "free-1r2w", "the same with two writers", "f F F", 0, SLOW);
RW(two_two, "2r2w", "two readers, two writers", "m r w w", 0, SLOW, .base.bound = 2);

const struct sim_client *const sim_rwmutex_join_clients[] = {
    &r_w.base,      &m_w.base,     &n_w.base,     &mm_ww.base,  &m_m_w.base,
    &m_w_w.base,    &late.base,    &rt_wt.base,   &rt_wt2.base, &timed_w.base,
    &timed_ww.base, &wait_ww.base, &timed_r.base, &tries.base,  &try_3.base,
    &past.base,     &down.base,    &free_rw.base, &free_m.base, &free_ww.base,
    &free_3.base,   &two_two.base, NULL};
