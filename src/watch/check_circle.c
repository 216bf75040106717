// check_circle.c - threads that wait for each other: the wait-for graph, as it is at this moment.
// SPDX-License-Identifier: MIT
//
// There is no graph in memory: who waits for a lock waits for its owner, and that one's entry says
// what it waits for. Everything may change while one looks; but a thread that waits changes nothing
// by itself. So if all threads of a circle are, at the end, still in the wait they were in at the
// beginning, and each lock still has the owner it had, then all of it was true at one moment, and
// is for ever: each of them would have to move first.
//
// Whoever waits for several (a writer, for all readers) waits for each of them.
#include "watch/check_circle.h"

#include "watch/checked.h"

// The search: which threads are on the way from the first one to here, and how far each has come.
struct search {
    const struct pawl_check_record *r;
    uint32_t depth;
    uint32_t path[PAWL_CHECK_THREADS], next[PAWL_CHECK_THREADS];
    uint32_t active[PAWL_CHECK_THREADS];
    uint8_t seen[PAWL_CHECK_THREADS], on_path[PAWL_CHECK_THREADS];
};

static bool reads(const struct pawl_check_record *r, uint32_t thread, uint32_t lock)
{
    const struct pawl_check_thread *e = &r->threads[thread];
    uint32_t count = pawl_word_load_acq(&e->held_count);
    for (uint32_t i = 0; i < count && i < PAWL_CHECK_HELD; i++) {
        const struct pawl_check_held *h = &e->held[i];
        if (h->lock == lock && (h->flags & PAWL_CHECK_SHARED) != 0 &&
            h->serial == r->locks[lock].serial)
            return true;
    }
    return false;
}

static bool waits_to_write(const struct pawl_check_record *r, uint32_t thread, uint32_t lock)
{
    const struct pawl_check_wait *w = &r->threads[thread].wait;
    return (pawl_word_load_acq(&w->active) & 1) != 0 && w->lock == lock &&
           (w->flags & PAWL_CHECK_SHARED) == 0;
}

// Does the thread wait for the other one to do something?
static bool waits_for(const struct pawl_check_record *r, uint32_t thread, uint32_t other)
{
    const struct pawl_check_wait *w = &r->threads[thread].wait;
    if (w->kind == PAWL_CHECK_JOIN)
        return r->threads[other].handle == w->address;
    const struct pawl_check_lock *l = &r->locks[w->lock];
    if (w->lock == 0 || (l->flags & PAWL_CHECK_ANY_UNLOCKER) != 0)
        return false;
    if (l->owner != 0)
        return l->owner == other + 1;
    if ((w->flags & PAWL_CHECK_SHARED) == 0)
        return pawl_word_load_rlx(&l->readers) != 0 && reads(r, other, w->lock);
    return (w->flags & PAWL_CHECK_QUEUES) != 0 && other != thread &&
           waits_to_write(r, other, w->lock);
}

// The next thread that the one at the end of the path waits for, or PAWL_CHECK_THREADS.
static uint32_t next_of(struct search *s)
{
    const struct pawl_check_record *r = s->r;
    uint32_t thread = s->path[s->depth - 1];
    const struct pawl_check_wait *w = &r->threads[thread].wait;
    uint32_t owner = w->lock != 0 ? r->locks[w->lock].owner : 0;
    uint32_t *next = &s->next[s->depth - 1];
    if (*next == 0 && owner != 0 && owner != PAWL_CHECK_UNKNOWN) {
        *next = PAWL_CHECK_THREADS; // there is but one
        return waits_for(r, thread, owner - 1) ? owner - 1 : PAWL_CHECK_THREADS;
    }
    for (uint32_t i = *next; i < PAWL_CHECK_THREADS; i++)
        if (pawl_word_load_acq(&r->threads[i].tid) != 0 && waits_for(r, thread, i)) {
            *next = i + 1;
            return i;
        }
    *next = PAWL_CHECK_THREADS;
    return PAWL_CHECK_THREADS;
}

static bool enter(struct search *s, uint32_t thread)
{
    uint32_t active = pawl_word_load_acq(&s->r->threads[thread].wait.active);
    s->seen[thread] = 1;
    if ((active & 1) == 0)
        return false;
    s->path[s->depth] = thread;
    s->next[s->depth] = 0;
    s->active[s->depth] = active;
    s->on_path[thread] = 1;
    s->depth++;
    return true;
}

// Is it all as it was when it was looked at?
static bool is_true(const struct search *s, uint32_t first)
{
    for (uint32_t i = first; i < s->depth; i++) {
        uint32_t next = s->path[i + 1 < s->depth ? i + 1 : first];
        if (!waits_for(s->r, s->path[i], next))
            return false;
    }
    for (uint32_t i = first; i < s->depth; i++)
        if (pawl_word_load_acq(&s->r->threads[s->path[i]].wait.active) != s->active[i])
            return false;
    return true;
}

static bool close_circle(const struct search *s, uint32_t thread, struct pawl_circle *out)
{
    uint32_t first = 0;
    while (s->path[first] != thread)
        first++;
    if (!is_true(s, first))
        return false;
    out->count = s->depth - first;
    for (uint32_t i = first; i < s->depth; i++) {
        out->threads[i - first] = s->path[i];
        out->active[i - first] = s->active[i];
    }
    return true;
}

bool pawl_circle_find_(const struct pawl_check_record *r, uint32_t thread, struct pawl_circle *out)
{
    struct search *s = pawl_scratch_(sizeof *s);
    bool found = false;
    if (!s)
        return false;
    s->r = r;
    enter(s, thread);
    while (s->depth > 0 && !found) {
        uint32_t next = next_of(s);
        if (next == PAWL_CHECK_THREADS)
            s->on_path[s->path[--s->depth]] = 0;
        else if (s->on_path[next])
            found = close_circle(s, next, out);
        else if (!s->seen[next])
            enter(s, next);
    }
    pawl_scratch_end_(s, sizeof *s);
    return found;
}
