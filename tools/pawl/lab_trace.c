// lab_trace.c - who holds a lock when: a round on a lock that writes down its holders.
// SPDX-License-Identifier: MIT
//
// The lock is wrapped in an edition of its own, so the rounds that are measured know nothing of it.
// Each thread writes its own log, whose size is fixed.
#include "lab_scenario.h"
#include "xalloc.h"

#include <stdlib.h>

enum { MOST_ENTRIES = 8192, ALL_ENTRIES = 1 << 18, MOST_HOLDS = 4000 };
#define WARM_UP (15 * PAWL_MILLISECOND) // until all threads have come
#define LENGTH (10 * PAWL_MILLISECOND)
#define SHORT_GAP (5 * PAWL_MICROSECOND) // too short to be seen in a picture

struct entry {
    const void *lock;
    int64_t from_ns, to_ns; // to_ns 0: still held
};

struct lab_log {
    struct entry *entries;
    int count, room;
    char pad[128];
};

static const struct pawl_edition *traced;
static pawl_word last; // who had the round's lock last, guarded by it: number of the thread, and 1

// Did this thread take the round's lock again at once, with nobody between? Then it is one turn.
static bool goes_on(struct lab_worker *w, const struct lab_log *log, const void *lock, int64_t now)
{
    if (lock != w->round->lock)
        return false;
    bool again = pawl_word_load_rlx(&last) == (uint32_t)w->index + 1;
    pawl_word_store_rlx(&last, (uint32_t)w->index + 1);
    return again && log->count > 0 && now - log->entries[log->count - 1].to_ns <= SHORT_GAP;
}

static void traced_lock(void *lock)
{
    traced->lock(lock);
    struct lab_worker *w = lab_watch_self();
    if (!w)
        return;
    struct lab_log *log = &w->round->logs[w->index];
    int64_t now = pawl_now();
    if (goes_on(w, log, lock, now))
        log->entries[log->count - 1].to_ns = 0;
    else if (log->count < log->room && now >= w->round->opened_ns + WARM_UP)
        log->entries[log->count++] = (struct entry){lock, now, 0};
}

// A thread may hold two locks (handoff), and let go of the first one first.
static void traced_unlock(void *lock)
{
    const struct lab_worker *w = lab_watch_self();
    const struct lab_log *log = w ? &w->round->logs[w->index] : NULL;
    for (int i = log ? log->count - 1 : -1; i >= 0 && i >= log->count - 2; i--) {
        struct entry *e = &log->entries[i];
        if (e->lock == lock && e->to_ns == 0)
            e->to_ns = pawl_now();
    }
    traced->unlock(lock);
}

void lab_trace_begin(struct lab_round *r)
{
    static struct pawl_edition wrapper;
    traced = r->edition;
    last = 0;
    wrapper = *traced;
    wrapper.lock = traced_lock;
    wrapper.unlock = traced_unlock;
    r->edition = &wrapper;
    r->logs = xcalloc((size_t)r->threads, sizeof *r->logs);
    int room = ALL_ENTRIES / r->threads < MOST_ENTRIES ? ALL_ENTRIES / r->threads : MOST_ENTRIES;
    for (int i = 0; i < r->threads; i++) {
        r->logs[i].room = room;
        r->logs[i].entries = xcalloc((size_t)room, sizeof(struct entry)); // zeroed: pages are there
    }
}

// ---- from logs to a trace -----------------------------------------------------------------------

// The lock that was taken first; most scenarios have only one.
static const struct entry *first_entry(const struct lab_round *r)
{
    const struct entry *first = NULL;
    for (int i = 0; i < r->threads; i++) {
        const struct lab_log *log = &r->logs[i];
        if (log->count > 0 && (!first || log->entries[0].from_ns < first->from_ns))
            first = &log->entries[0];
    }
    return first;
}

// A full log says nothing of what came after it.
static int64_t end_of(const struct lab_round *r, int64_t start)
{
    int64_t end = start + LENGTH;
    for (int i = 0; i < r->threads; i++) {
        const struct lab_log *log = &r->logs[i];
        if (log->count == log->room && log->entries[log->count - 1].from_ns < end)
            end = log->entries[log->count - 1].from_ns;
    }
    return end;
}

static int by_begin(const void *a, const void *b)
{
    const struct lab_hold *x = a;
    const struct lab_hold *y = b;
    return (x->from_ns > y->from_ns) - (x->from_ns < y->from_ns);
}

static size_t collect(const struct lab_round *r, const struct entry *first, int64_t end,
                      struct lab_hold *holds)
{
    size_t count = 0;
    for (int i = 0; i < r->threads; i++) {
        const struct lab_log *log = &r->logs[i];
        for (int k = 0; k < log->count; k++) {
            const struct entry *e = &log->entries[k];
            int64_t to = e->to_ns == 0 || e->to_ns > end ? end : e->to_ns;
            if (e->lock == first->lock && e->from_ns < end)
                holds[count++] =
                    (struct lab_hold){i, e->from_ns - first->from_ns, to - first->from_ns};
        }
    }
    return count;
}

// The same for locks that are not the round's.
static void join(struct lab_trace *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->count; i++) {
        struct lab_hold *previous = kept > 0 ? &t->holds[kept - 1] : NULL;
        const struct lab_hold *next = &t->holds[i];
        if (previous && previous->thread == next->thread &&
            next->from_ns - previous->to_ns <= SHORT_GAP)
            previous->to_ns = next->to_ns;
        else
            t->holds[kept++] = *next;
    }
    t->count = kept;
}

// Ends a trace of too many turns before the first one that is too many.
static void cut(struct lab_trace *t)
{
    if (t->count <= MOST_HOLDS)
        return;
    t->count = MOST_HOLDS;
    t->length_ns = t->holds[MOST_HOLDS].from_ns;
    for (size_t i = 0; i < t->count; i++) {
        if (t->holds[i].to_ns > t->length_ns)
            t->holds[i].to_ns = t->length_ns;
    }
}

struct lab_trace lab_trace_end(struct lab_round *r)
{
    struct lab_trace t = {.count = 0};
    const struct entry *first = first_entry(r);
    if (first) {
        int64_t end = end_of(r, first->from_ns);
        t.holds = xcalloc((size_t)r->threads * (size_t)r->logs[0].room, sizeof *t.holds);
        t.count = collect(r, first, end, t.holds);
        t.length_ns = end - first->from_ns;
        qsort(t.holds, t.count, sizeof *t.holds, by_begin);
        join(&t);
    }
    cut(&t);
    for (int i = 0; i < r->threads; i++)
        free(r->logs[i].entries);
    free(r->logs);
    r->edition = traced;
    return t;
}
