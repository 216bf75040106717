// futex_pthread.c - sleeping on a word by pthread condition variables, for ports and tools.
// SPDX-License-Identifier: MIT
//
// Slow and simple: a fixed table of monitors, chosen by the word's address. Whoever shares a
// monitor is woken together, which is allowed: a wait may end for no reason.
#include "park/futex.h"
#include "park/sleepers.h"

#include <pthread.h>
#include <time.h>

#define MONITORS 64

static struct monitor {
    pthread_mutex_t mutex;
    pthread_cond_t changed[2]; // one per clock: a condition variable has only one
} monitors[MONITORS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

// Also runs in a forked child, where some thread that is gone may have held a monitor.
static void init_monitors(void)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    for (int i = 0; i < MONITORS; i++) {
        pthread_mutex_init(&monitors[i].mutex, NULL);
        pthread_cond_init(&monitors[i].changed[PAWL_CLOCK_MONOTONIC], &monotonic);
        pthread_cond_init(&monitors[i].changed[PAWL_CLOCK_REALTIME], NULL);
    }
    pthread_condattr_destroy(&monotonic);
}

static void start(void)
{
    init_monitors();
    pthread_atfork(NULL, NULL, init_monitors);
}

static struct monitor *enter(const pawl_word *w)
{
    pthread_once(&once, start);
    struct monitor *m = &monitors[((uintptr_t)w >> 6) % MONITORS];
    pthread_mutex_lock(&m->mutex);
    return m;
}

int pawl_futex_wait_(pawl_word *w, uint32_t value, struct pawl_deadline deadline)
{
    // pthread_cond_wait is a cancellation point, and this is none.
    int cancel;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    if (deadline.ns == PAWL_NEVER)
        pawl_sleep_begins_(w);
    struct monitor *m = enter(w);
    int err = 0;
    if (pawl_word_load_rlx(w) != value) {
        err = EAGAIN;
    } else if (deadline.ns == PAWL_NEVER) {
        pthread_cond_wait(&m->changed[PAWL_CLOCK_MONOTONIC], &m->mutex);
    } else {
        int64_t ns = deadline.ns > 0 ? deadline.ns : 0;
        struct timespec ts = {(time_t)(ns / PAWL_SECOND), (long)(ns % PAWL_SECOND)};
        err = pthread_cond_timedwait(&m->changed[deadline.clock], &m->mutex, &ts);
    }
    pthread_mutex_unlock(&m->mutex);
    if (deadline.ns == PAWL_NEVER)
        pawl_sleep_ends_();
    pthread_setcancelstate(cancel, &cancel);
    return err;
}

void pawl_futex_wake_(pawl_word *w, int n)
{
    (void)n; // the monitor does not know who waits for what
    struct monitor *m = enter(w);
    pthread_cond_broadcast(&m->changed[PAWL_CLOCK_MONOTONIC]);
    pthread_cond_broadcast(&m->changed[PAWL_CLOCK_REALTIME]);
    pthread_mutex_unlock(&m->mutex);
}
