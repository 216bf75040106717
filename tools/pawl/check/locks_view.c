// locks_view.c - who holds which lock at this moment, and who waits, from a record of checks.
// SPDX-License-Identifier: MIT
//
// The record changes while it is copied: what one thread's entry says may be older than what
// another's says, by as long as the copy takes. A lock counts as held only if it agrees.
#include "check/locks_view.h"

#include "check/check_raw.h"
#include "profile_process.h"
#include "profile_strings.h"
#include "xalloc.h"

#include <pawl/clock.h>

#include <stdlib.h>
#include <string.h>

struct viewing {
    struct live_locks *all;
    struct live_process *process;
    const struct pawl_check_record *record;
    struct check_names *names;
    int64_t now;
};

// ---- memory -------------------------------------------------------------------------------------

static void free_parts(struct lock_part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(parts[i].stack.frames);
    free(parts);
}

void locks_free(struct live_locks *all)
{
    for (size_t i = 0; i < all->process_count; i++) {
        struct live_process *p = &all->processes[i];
        for (size_t j = 0; j < p->lock_count; j++) {
            free_parts(p->locks[j].holders, p->locks[j].holder_count);
            free_parts(p->locks[j].waiters, p->locks[j].waiter_count);
        }
        free(p->locks);
        free(p->about.about.notes);
    }
    free(all->processes);
    profile_free(&all->names);
    *all = (struct live_locks){0};
}

static struct lock_part *append(struct lock_part **parts, size_t *count)
{
    *parts = xrealloc(*parts, (*count + 1) * sizeof **parts);
    return &(*parts)[(*count)++];
}

// ---- locks --------------------------------------------------------------------------------------

// The one with this key, or a new one, of which *is_new tells.
static struct live_lock *lock_at(struct live_process *p, uint64_t key, bool *is_new)
{
    for (size_t i = 0; i < p->lock_count; i++) {
        if (p->locks[i].key == key) {
            *is_new = false;
            return &p->locks[i];
        }
    }
    *is_new = true;
    p->locks = xrealloc(p->locks, (p->lock_count + 1) * sizeof *p->locks);
    struct live_lock *l = &p->locks[p->lock_count++];
    *l = (struct live_lock){.key = key};
    return l;
}

static struct live_lock *known_lock(struct viewing *v, uint32_t index)
{
    bool is_new;
    const struct pawl_check_lock *from = &v->record->locks[index];
    struct live_lock *l = lock_at(v->process, from->address, &is_new);
    struct pawl_check_lock_id id = {from->address, from->class_, from->name};
    if (is_new)
        l->lock = check_names_lock(v->names, &id, NULL);
    return l;
}

static struct checked_thread thread_of(struct viewing *v, const struct pawl_check_thread *e)
{
    char name[sizeof e->name + 1] = "";
    memcpy(name, e->name, sizeof e->name);
    return (struct checked_thread){(int)e->tid, e->number, profile_string(&v->all->names, name)};
}

// What can be waited for, but not held, or is the end of a thread.
static struct live_lock *other(struct viewing *v, const struct pawl_check_wait *w)
{
    bool is_new;
    struct live_lock *l = lock_at(v->process, w->address, &is_new);
    if (!is_new)
        return l;
    l->is_end = w->kind == PAWL_CHECK_JOIN;
    struct pawl_check_lock_id id = {w->address, 0, 0};
    enum pawl_kind kind = (enum pawl_kind)w->kind;
    if (!l->is_end) {
        l->lock = check_names_lock(v->names, &id, &kind);
        return l;
    }
    for (size_t i = 0; i < PAWL_CHECK_THREADS; i++) {
        const struct pawl_check_thread *e = &v->record->threads[i];
        if (e->tid == 0 || e->handle != w->address)
            continue;
        l->ends = thread_of(v, e);
        *append(&l->holders, &l->holder_count) = (struct lock_part){.thread = l->ends};
    }
    return l;
}

// ---- threads ------------------------------------------------------------------------------------

static int64_t ago(const struct viewing *v, int64_t since)
{
    return since > 0 && v->now > since ? v->now - since : 0;
}

static void add_held(struct viewing *v, uint32_t thread, const struct pawl_check_held *h)
{
    const struct pawl_check_lock *from = &v->record->locks[h->lock];
    bool shared = (h->flags & PAWL_CHECK_SHARED) != 0;
    if (h->lock == 0 || from->serial != h->serial || (!shared && from->owner != thread + 1))
        return;
    struct live_lock *l = known_lock(v, h->lock);
    *append(&l->holders, &l->holder_count) = (struct lock_part){
        .thread = thread_of(v, &v->record->threads[thread]),
        .shared = shared,
        .ns = shared ? 0 : ago(v, from->since_ns),
        .stack = check_names_stack(v->names, h->stack),
    };
}

static void add_wait(struct viewing *v, uint32_t thread)
{
    const struct pawl_check_thread *e = &v->record->threads[thread];
    const struct pawl_check_wait *w = &e->wait;
    struct live_lock *l = w->lock != 0 ? known_lock(v, w->lock) : other(v, w);
    v->process->waiting_count++;
    *append(&l->waiters, &l->waiter_count) = (struct lock_part){
        .thread = thread_of(v, e),
        .shared = (w->flags & PAWL_CHECK_SHARED) != 0,
        .gives_up = (w->flags & PAWL_CHECK_GIVES_UP) != 0,
        .ns = ago(v, w->since_ns),
        .stack = check_names_stack(v->names, w->stack),
    };
}

static void add_thread(struct viewing *v, uint32_t thread)
{
    const struct pawl_check_thread *e = &v->record->threads[thread];
    uint32_t count = e->held_count < PAWL_CHECK_HELD ? e->held_count : PAWL_CHECK_HELD;
    for (uint32_t i = 0; i < count; i++)
        add_held(v, thread, &e->held[i]);
    if ((e->wait.active & 1) != 0)
        add_wait(v, thread);
    v->process->incomplete = v->process->incomplete || e->held_lost != 0;
}

// ---- the process --------------------------------------------------------------------------------

static int by_longest_wait(const void *a, const void *b)
{
    const struct lock_part *x = a;
    const struct lock_part *y = b;
    return (x->ns < y->ns) - (x->ns > y->ns);
}

static int64_t longest(const struct live_lock *l)
{
    return l->waiter_count > 0 ? l->waiters[0].ns + 1 : 0;
}

static int by_wait(const void *a, const void *b)
{
    const struct live_lock *x = a;
    const struct live_lock *y = b;
    if (longest(x) != longest(y))
        return longest(x) < longest(y) ? 1 : -1;
    return (x->key > y->key) - (x->key < y->key);
}

static void sort(struct live_process *p)
{
    for (size_t i = 0; i < p->lock_count; i++) {
        struct live_lock *l = &p->locks[i];
        if (l->waiter_count > 1)
            qsort(l->waiters, l->waiter_count, sizeof *l->waiters, by_longest_wait);
        p->held_count += l->holder_count > 0 && !l->is_end;
    }
    if (p->lock_count > 1)
        qsort(p->locks, p->lock_count, sizeof *p->locks, by_wait);
}

const char *locks_add_record(struct live_locks *all, const char *path)
{
    const char *wrong;
    struct pawl_check_record *record = check_raw_read(path, &wrong);
    if (!record)
        return wrong;
    size_t size = (all->process_count + 1) * sizeof *all->processes;
    all->processes = xrealloc(all->processes, size);
    struct live_process *p = &all->processes[all->process_count++];
    *p = (struct live_process){.incomplete = record->lost.threads != 0 || record->lost.locks != 0};
    struct viewing v = {all, p, record, NULL, pawl_now()};
    v.names = check_names_new(&all->names, &p->about.about, record);
    profile_read_head(&all->names, &p->about.about, &record->head, 0, path);
    for (uint32_t i = 0; i < PAWL_CHECK_THREADS; i++) {
        if (record->threads[i].tid != 0)
            add_thread(&v, i);
    }
    sort(p);
    check_names_free(v.names);
    free(record);
    return NULL;
}

// ---- circles ------------------------------------------------------------------------------------

static const struct live_lock *waited_by(const struct live_process *p, int tid)
{
    for (size_t i = 0; i < p->lock_count; i++) {
        for (size_t j = 0; j < p->locks[i].waiter_count; j++) {
            if (p->locks[i].waiters[j].thread.tid == tid)
                return &p->locks[i];
        }
    }
    return NULL;
}

// Follows the way from one thread to the first holder of what it waits for, and on, until it comes
// back to that thread.
static size_t circle_from(const struct live_process *p, struct checked_thread start,
                          struct checked_thread *threads, const struct live_lock **locks,
                          size_t size)
{
    struct checked_thread t = start;
    for (size_t n = 0; n < size; n++) {
        const struct live_lock *l = waited_by(p, t.tid);
        if (!l || l->holder_count == 0)
            return 0;
        threads[n] = t;
        locks[n] = l;
        t = l->holders[0].thread;
        if (t.tid == start.tid)
            return n + 1;
    }
    return 0;
}

size_t locks_circle(const struct live_process *p, struct checked_thread *threads,
                    const struct live_lock **locks, size_t size)
{
    size_t found = 0;
    for (size_t i = 0; i < p->lock_count && found == 0; i++) {
        for (size_t j = 0; j < p->locks[i].waiter_count && found == 0; j++)
            found = circle_from(p, p->locks[i].waiters[j].thread, threads, locks, size);
    }
    return found;
}
