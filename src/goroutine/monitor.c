// monitor.c - a thread that looks after those who cannot help themselves: Go's sysmon.
// SPDX-License-Identifier: MIT
//
// - A goroutine that blocks in the kernel: its P goes to another M.
// - A goroutine that computes, while the one that it made ready is next on its P: a thief may take
//   that one.
// - Goroutines in a ring beside an idle P: the rest after useless thefts is over, or who put them
//   there and the M that went to sleep have missed each other (share in ready.c).
// - Timers and files, when all Ps are busy with goroutines that do not come back.
// - Work for all, and no thread could be started for it.
//
// It looks every 100 us when it had to do something, and each time it had not, half as often, down
// to every 10 ms. When all Ps are idle for a while it looks if all threads sleep for ever, as well
// (asleep.c). If not, it sleeps until a P is not idle. A thread that goes to sleep meanwhile may be
// the last one that was awake, so it rings.
#include "goroutine/sched.h"

#include "base/counter.h"
#include "base/pointer.h"
#include "park/futex.h"

#include <pthread.h>
#include <signal.h>

#define SHORTEST (100 * PAWL_MICROSECOND)
#define LONGEST (10 * PAWL_MILLISECOND)
#define COMPUTES PAWL_MILLISECOND // a goroutine, for so long, without coming back
#define QUIET_LOOKS 20            // with all Ps idle, till it sleeps

// After a ring, till the look: whoever rings is to be asleep then. And programs whose threads often
// wait shall not have a monitor that often looks.
#define RING_SHORTEST (10 * PAWL_MILLISECOND)
#define RING_LONGEST PAWL_SECOND

// CALLED: a P is not idle any more. RUNG: a thread may have been the last that was awake.
enum { AWAKE, ASLEEP, RUNG, CALLED };
static pawl_word state;

static bool is_asleep(uint32_t s)
{
    return s == ASLEEP || s == RUNG;
}

void pawl_monitor_call_(void)
{
    if (is_asleep(pawl_word_load_rlx(&state)))
        pawl_word_store_rlx(&state, CALLED);
}

void pawl_monitor_wake_(void)
{
    if (PAWL_LIKELY(pawl_word_load_rlx(&state) != CALLED))
        return;
    if (pawl_word_cas_acq(&state, CALLED, AWAKE))
        pawl_futex_wake_(&state, 1);
}

void pawl_monitor_ring_(const pawl_word *w)
{
    // It is no news to the monitor that it goes to sleep itself.
    if (w != &state && pawl_word_load_rlx(&state) == ASLEEP &&
        pawl_word_cas_acq(&state, ASLEEP, RUNG))
        pawl_futex_wake_(&state, 1);
}

// Gives p to who has use for it, if its M's goroutine still blocks. Timers and files are work, too,
// if nobody sleeps until then: p's M, which now blocks, would have, when it had nothing else to do.
static bool retake(struct pawl_p *p, uint32_t status)
{
    struct pawl_m *m = NULL;
    pawl_lowlock_lock_(&pawl_sched_.lock);
    // acquire: pairs with the release in blocking.c.
    bool taken = pawl_word_cas_acq(&p->status, status, PAWL_P_RUNNING);
    bool work = !pawl_runq_is_empty_(&p->ready) || pawl_word_load_rlx(&pawl_sched_.queued) > 0 ||
                !pawl_all_is_kept_();
    if (taken && !work)
        pawl_p_put_idle_(p);
    else if (taken)
        m = pawl_p_give_(p);
    pawl_lowlock_unlock_(&pawl_sched_.lock);
    if (m)
        pawl_m_wake_(m);
    else if (taken && work)
        pawl_m_new_(p, false);
    return taken;
}

// Reports whether there was something to do.
static bool look_at(struct pawl_p *p, int64_t now)
{
    uint32_t status = pawl_word_load_rlx(&p->status), tick = pawl_word_load_rlx(&p->tick);
    if (status == PAWL_P_IDLE || status != p->seen.status || tick != p->seen.tick) {
        p->seen.status = status;
        p->seen.tick = tick;
        p->seen.since = now;
        return false;
    }
    if (status >= PAWL_P_BLOCKING_FROM)
        return retake(p, status);
    if (now - p->seen.since < COMPUTES || pawl_ptr_load_rlx_(&p->ready.next) == NULL)
        return false;
    pawl_word_store_rlx(&p->stuck_tick, tick);
    pawl_wake_thief_();
    return pawl_word_load_rlx(&pawl_sched_.idle) > 0;
}

// Is there something in a ring, beside an idle P?
static bool share(void)
{
    if (pawl_word_load_rlx(&pawl_sched_.idle) == 0 || pawl_word_load_rlx(&pawl_sched_.rest) != 0)
        return false;
    for (unsigned i = 0; i < pawl_sched_.procs; i++)
        if (pawl_runq_length_(&pawl_sched_.ps[i].ready) > 0) {
            pawl_wake_thief_();
            return true;
        }
    return false;
}

static bool help_all(int64_t now)
{
    struct pawl_g *due = NULL;
    if (now - COMPUTES >= pawl_timers_next_())
        due = pawl_timers_fire_();
    if (due)
        pawl_ready_all_(due);
    struct pawl_g *files = pawl_poll_waiters_() ? pawl_poll_(0) : NULL;
    if (files)
        pawl_ready_all_(files);
    if (pawl_word_load_rlx(&pawl_sched_.queued) > 0 && pawl_word_load_rlx(&pawl_sched_.idle) > 0)
        pawl_ready_all_(NULL);
    return due || files;
}

static bool look(void)
{
    int64_t now = pawl_now();
    bool deed = false;
    for (unsigned i = 0; i < pawl_sched_.procs; i++)
        deed |= look_at(&pawl_sched_.ps[i], now);
    if (pawl_word_load_rlx(&pawl_sched_.rest) != 0 &&
        (uint64_t)now >= pawl_count_(&pawl_sched_.rest_until))
        pawl_word_store_rlx(&pawl_sched_.rest, 0);
    deed |= share();
    return help_all(now) || deed;
}

static bool all_are_idle(void)
{
    return pawl_word_load_rlx(&pawl_sched_.idle) == pawl_sched_.procs;
}

static void fall_asleep(void)
{
    pawl_lowlock_lock_(&pawl_sched_.lock);
    // Something is queued with all Ps idle: no thread could be started, which is tried again.
    if (all_are_idle() && pawl_word_load_rlx(&pawl_sched_.queued) == 0)
        pawl_word_store_rlx(&state, ASLEEP);
    pawl_lowlock_unlock_(&pawl_sched_.lock);
}

// Looks when the monitor is seen to be asleep: who goes to sleep from then on, rings.
static void look_for_sleep(void)
{
    if (pawl_look_for_sleep_())
        pawl_monitor_ring_(NULL);
}

static void sleep_long(void)
{
    int64_t pause = RING_SHORTEST;
    uint32_t s;
    fall_asleep();
    if (is_asleep(pawl_word_load_rlx(&state)))
        look_for_sleep();
    while (is_asleep(s = pawl_word_load_rlx(&state))) {
        int64_t until = s == RUNG ? pawl_now() + pause : PAWL_NEVER;
        if (pawl_futex_wait_(&state, s, pawl_deadline_at_(until)) != ETIMEDOUT ||
            !pawl_word_cas_acq(&state, RUNG, ASLEEP))
            continue;
        pause = pause < RING_LONGEST / 2 ? pause * 2 : RING_LONGEST;
        look_for_sleep();
    }
}

static void *live(void *arg)
{
    (void)arg;
    pawl_word nobody = 0;
    int64_t pause = SHORTEST;
    for (unsigned quiet = 0;;) {
        pawl_futex_wait_(&nobody, 0, pawl_deadline_at_(pawl_now() + pause));
        pause = look() ? SHORTEST : pause < LONGEST / 2 ? pause * 2 : LONGEST;
        quiet = all_are_idle() ? quiet + 1 : 0;
        if (quiet < QUIET_LOOKS)
            continue;
        sleep_long();
        quiet = 0;
        pause = SHORTEST;
    }
    return NULL;
}

bool pawl_monitor_start_(void)
{
    sigset_t all, before;
    pthread_attr_t attr;
    pthread_t thread;
    pawl_word_store_rlx(&state, AWAKE);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int err = pthread_create(&thread, &attr, live, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
    return err == 0;
}
