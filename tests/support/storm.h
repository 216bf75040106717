// storm.h - a thread that a signal interrupts 10,000 times a second.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_STORM_H
#define PAWL_TESTS_STORM_H

#include <check.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

#define STORM_SIGNAL SIGUSR1

static atomic_long storm_hits; // how often the handler ran, in all threads

static void storm_handler(int signal)
{
    (void)signal;
    atomic_fetch_add_explicit(&storm_hits, 1, memory_order_relaxed);
}

// storm_setup installs the handler. flags: 0 or SA_RESTART. A futex wait with a deadline ends with
// EINTR either way; without one only if the flag is not set.
static inline void storm_setup(int flags)
{
    struct sigaction action = {.sa_handler = storm_handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    ck_assert_int_eq(sigaction(STORM_SIGNAL, &action, NULL), 0);
}

// storm_begin lets a timer of its own interrupt the calling thread from now on. Returns false if
// there is none to be had.
static inline bool storm_begin(timer_t *timer)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = STORM_SIGNAL};
    event.sigev_notify_thread_id = gettid();
    struct itimerspec every = {{0, 100000}, {0, 100000}}; // 10 kHz
    return timer_create(CLOCK_MONOTONIC, &event, timer) == 0 &&
           timer_settime(*timer, 0, &every, NULL) == 0;
}

static inline void storm_end(timer_t timer)
{
    timer_delete(timer);
}

#endif
