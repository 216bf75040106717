// profile.c - the memory of a profile, and its order.
// SPDX-License-Identifier: MIT
#include "profile.h"

#include "profile_build.h"
#include "profile_strings.h"
#include "profile_symbols.h"
#include "xalloc.h"

#include <stdlib.h>

// ---- processes ----------------------------------------------------------------------------------

struct profile_process *profile_new_process(struct profile *p)
{
    p->processes = xrealloc(p->processes, (p->process_count + 1) * sizeof *p->processes);
    p->processes[p->process_count] = (struct profile_process){0};
    return &p->processes[p->process_count++];
}

void profile_add_note(struct profile *p, struct profile_process *process, const char *sentence)
{
    const char *note = profile_string(p, sentence);
    for (size_t i = 0; i < process->note_count; i++) {
        if (process->notes[i] == note)
            return;
    }
    process->notes = xrealloc(process->notes, (process->note_count + 1) * sizeof *process->notes);
    process->notes[process->note_count++] = note;
}

static void free_lock(struct profile_lock *l)
{
    for (size_t i = 0; i < l->site_count; i++)
        distribution_free(&l->sites[i].use.waits);
    distribution_free(&l->exclusive.waits);
    distribution_free(&l->shared.waits);
    free(l->sites);
    free(l->waited);
    free(l->unlocked);
}

static void free_process(struct profile_process *process)
{
    for (size_t i = 0; i < process->lock_count; i++)
        free_lock(&process->locks[i]);
    for (size_t i = 0; i < process->stack_count; i++)
        free(process->stacks[i].frames);
    free(process->locks);
    free(process->stacks);
    free(process->notes);
}

void profile_drop_last(struct profile *p)
{
    free_process(&p->processes[--p->process_count]);
}

void profile_free(struct profile *p)
{
    for (size_t i = 0; i < p->process_count; i++)
        free_process(&p->processes[i]);
    free(p->processes);
    profile_strings_free(p->strings);
    profile_modules_close(p->modules);
    *p = (struct profile){0};
}

// ---- order --------------------------------------------------------------------------------------

static int more_first(uint64_t a, uint64_t b)
{
    return (a < b) - (a > b);
}

static int by_wait_of_site(const void *a, const void *b)
{
    const struct profile_site *x = a;
    const struct profile_site *y = b;
    int order = more_first(x->use.wait_ns, y->use.wait_ns);
    return order ? order : more_first(x->use.acquired, y->use.acquired);
}

static int by_wait_of_charge(const void *a, const void *b)
{
    const struct profile_charge *x = a;
    const struct profile_charge *y = b;
    return more_first(x->wait_ns, y->wait_ns);
}

static int by_wait_of_lock(const void *a, const void *b)
{
    const struct profile_lock *x = a;
    const struct profile_lock *y = b;
    int order = more_first(profile_wait(x), profile_wait(y));
    return order ? order
                 : more_first(x->exclusive.acquired + x->shared.acquired,
                              y->exclusive.acquired + y->shared.acquired);
}

static int by_start(const void *a, const void *b)
{
    const struct profile_process *x = a;
    const struct profile_process *y = b;
    int order =
        (x->started_unix_ns > y->started_unix_ns) - (x->started_unix_ns < y->started_unix_ns);
    return order ? order : (x->pid > y->pid) - (x->pid < y->pid);
}

// qsort does not take NULL, even for no elements.
static void sort(void *all, size_t count, size_t size, int (*order)(const void *, const void *))
{
    if (count > 1)
        qsort(all, count, size, order);
}

static void sort_lock(struct profile_lock *l)
{
    sort(l->sites, l->site_count, sizeof *l->sites, by_wait_of_site);
    sort(l->waited, l->waited_count, sizeof *l->waited, by_wait_of_charge);
    sort(l->unlocked, l->unlocked_count, sizeof *l->unlocked, by_wait_of_charge);
}

void profile_sort_locks(struct profile_process *process)
{
    for (size_t i = 0; i < process->lock_count; i++)
        sort_lock(&process->locks[i]);
    sort(process->locks, process->lock_count, sizeof *process->locks, by_wait_of_lock);
}

void profile_sort(struct profile *p)
{
    sort(p->processes, p->process_count, sizeof *p->processes, by_start);
}

// ---- what a lock is -----------------------------------------------------------------------------

uint64_t profile_wait(const struct profile_lock *l)
{
    return l->exclusive.wait_ns + l->shared.wait_ns;
}

const char *profile_kind(enum pawl_kind kind)
{
    switch (kind) {
    case PAWL_KIND_MUTEX: return "mutex";
    case PAWL_KIND_RWMUTEX: return "rwlock";
    case PAWL_KIND_COND: return "cond";
    case PAWL_KIND_WAITGROUP: return "waitgroup";
    case PAWL_KIND_ONCE: return "once";
    case PAWL_KIND_SEMAPHORE: return "semaphore";
    case PAWL_KIND_REENTRANT: return "reentrant";
    case PAWL_KIND_CHANNEL: return "channel";
    }
    return "lock";
}
