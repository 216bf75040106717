// lab_watch.c - how a lock call is timed, and what the lock itself tells meanwhile.
// SPDX-License-Identifier: MIT
//
// Only events of the slow paths are watched: they happen when a thread has slept anyway, so
// watching does not slow down what is measured. Each thread counts its own; nothing is shared.
#include "lab_scenario.h"

#include <pawl/go.h>
#include <pawl/watch.h>

static _Thread_local struct lab_worker *self;

// Starvation mode may be entered by one thread and left by another, whose reports may come in
// either order. So the time in it is the sum of all moments of leaving less that of all moments of
// entering, whoever counted them.
static void see(void *arg, const struct pawl_event *event)
{
    (void)arg;
    struct lab_worker *w = lab_watch_self();
    if (!w)
        return;
    switch (event->what) {
    case PAWL_ON_WAIT_END: w->sleeps++; break;
    case PAWL_ON_HANDOFF:
        w->handoffs++;
        w->granted_ns = event->granted_ns;
        break;
    case PAWL_ON_STARVING:
        w->starving++;
        w->starving_at += pawl_now() - w->round->opened_ns;
        break;
    case PAWL_ON_NORMAL:
        w->normal++;
        w->normal_at += pawl_now() - w->round->opened_ns;
        break;
    default: break;
    }
}

static const struct pawl_watcher watcher = {
    .wanted = PAWL_ON_WAIT_END | PAWL_ON_HANDOFF | PAWL_ON_STARVING | PAWL_ON_NORMAL,
    .see = see,
};

void lab_watch_begin(void)
{
    pawl_watch(&watcher);
}

void lab_watch_end(void)
{
    pawl_unwatch(&watcher);
}

void lab_watch_thread(struct lab_worker *w)
{
    self = w;
}

// A goroutine changes threads, so it is found by its number. Those of one round are numbered one
// after the other.
static struct lab_worker *goroutines[4 * LAB_MAX_THREADS];

static struct lab_worker **place_of(uint64_t goroutine)
{
    return &goroutines[goroutine % (sizeof goroutines / sizeof goroutines[0])];
}

void lab_watch_goroutine(struct lab_worker *w)
{
    w->goroutine = pawl_go_self();
    *place_of(w->goroutine) = w;
}

__attribute__((__noinline__)) static struct lab_worker *thread_self(void)
{
    return self;
}

struct lab_worker *lab_watch_self(void)
{
    uint64_t goroutine = pawl_go_self();
    return goroutine ? *place_of(goroutine) : thread_self();
}

// Two times are told apart: until the lock was given to the caller, which is the lock's doing, and
// from there until the kernel gave it a CPU, which also depends on whom the lock chose, and when.
// If the lock tells no moment, the caller took it itself, running, and the second time is not
// there.
int64_t lab_lock_timed(struct lab_worker *w)
{
    w->granted_ns = 0;
    int64_t asked = pawl_now();
    w->round->edition->lock(w->lock);
    int64_t running = pawl_now();
    int64_t granted = w->granted_ns;
    if (granted < asked || granted > running)
        granted = running;
    else
        histogram_add(&w->run, running - granted);
    histogram_add(&w->grant, granted - asked);
    return granted - asked;
}
