// check_read.c - from records of checks to what they found, with names.
// SPDX-License-Identifier: MIT
#include "check/check_read.h"

#include "check/check_raw.h"
#include "profile_process.h"
#include "profile_strings.h"
#include "text.h"
#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    struct checked *all;
    struct checked_process *process;
    const struct pawl_check_record *record;
    struct check_names *names;
};

// ---- memory -------------------------------------------------------------------------------------

struct checked_process *checked_new_process(struct checked *c)
{
    size_t size = (c->process_count + 1) * sizeof *c->processes;
    c->processes = xrealloc(c->processes, size);
    struct checked_process *p = &c->processes[c->process_count++];
    memset(p, 0, sizeof *p);
    return p;
}

struct checked_finding *checked_new_finding(struct checked_process *p, size_t steps)
{
    size_t size = (p->finding_count + 1) * sizeof *p->findings;
    p->findings = xrealloc(p->findings, size);
    struct checked_finding *f = &p->findings[p->finding_count++];
    *f = (struct checked_finding){.step_count = steps};
    f->steps = xcalloc(steps, sizeof *f->steps);
    return f;
}

static void free_process(struct checked_process *p)
{
    for (size_t i = 0; i < p->finding_count; i++) {
        struct checked_finding *f = &p->findings[i];
        for (size_t j = 0; j < f->step_count; j++) {
            free(f->steps[j].held_stack.frames);
            free(f->steps[j].stack.frames);
        }
        free(f->steps);
        free(f->now.frames);
    }
    free(p->findings);
    free(p->about.notes);
    free(p->path);
    free(p->taken);
}

void checked_drop_last(struct checked *c)
{
    free_process(&c->processes[--c->process_count]);
}

void checked_free(struct checked *c)
{
    for (size_t i = 0; i < c->process_count; i++)
        free_process(&c->processes[i]);
    free(c->processes);
    profile_free(&c->names);
    *c = (struct checked){0};
}

// ---- steps --------------------------------------------------------------------------------------

static struct checked_thread thread_from(struct reading *r, int tid, uint32_t number,
                                         const char *name)
{
    return (struct checked_thread){tid, number, profile_string(&r->all->names, name)};
}

static void read_step(struct reading *r, const struct pawl_check_step *from,
                      struct checked_step *to)
{
    enum pawl_kind waited =
        from->wait_kind == PAWL_CHECK_JOIN ? 0 : (enum pawl_kind)from->wait_kind;
    *to = (struct checked_step){
        .thread = thread_from(r, from->tid, from->thread, from->thread_name),
        .holder = thread_from(r, from->holder_tid, 0, from->holder_name),
        .held_flags = from->held_flags,
        .flags = from->flags,
        .held_stack = check_names_stack(r->names, from->held_stack),
        .stack = check_names_stack(r->names, from->stack),
        .joins = from->wait_kind == PAWL_CHECK_JOIN,
        .ns = from->ns,
    };
    if (from->held.class_ || from->held.name)
        to->held = check_names_lock(r->names, &from->held, NULL);
    if (!to->joins && (from->wanted.class_ || from->wanted.name || from->wanted.address))
        to->wanted = check_names_lock(r->names, &from->wanted, &waited);
}

// ---- unique names -------------------------------------------------------------------------------

// The locks of a finding one after the other: of each step the held one, then the wanted one.
static const struct pawl_check_lock_id *id_at(const struct pawl_check_step *steps, size_t i)
{
    return i % 2 ? &steps[i / 2].wanted : &steps[i / 2].held;
}

static struct checked_lock *lock_at(struct checked_finding *f, size_t i)
{
    return i % 2 ? &f->steps[i / 2].wanted : &f->steps[i / 2].held;
}

static bool is_same(struct checked_finding *f, const struct pawl_check_step *from, size_t i,
                    size_t j)
{
    return lock_at(f, i)->name == lock_at(f, j)->name && // equal texts of a profile are one
           id_at(from, i)->address == id_at(from, j)->address;
}

// The how manieth of the locks by its name each of them is, by first appearance, from 1.
static void rank(struct checked_finding *f, const struct pawl_check_step *from, size_t *ranks)
{
    for (size_t i = 0; i < 2 * f->step_count; i++) {
        size_t most = 0;
        for (size_t j = 0; j < i && ranks[i] == 0; j++) {
            if (is_same(f, from, i, j))
                ranks[i] = ranks[j];
            else if (lock_at(f, i)->name == lock_at(f, j)->name && ranks[j] > most)
                most = ranks[j];
        }
        if (ranks[i] == 0)
            ranks[i] = most + 1;
    }
}

static bool has_namesake(struct checked_finding *f, const size_t *ranks, size_t i)
{
    for (size_t j = 0; j < 2 * f->step_count; j++) {
        if (ranks[j] != ranks[i] && lock_at(f, j)->name == lock_at(f, i)->name)
            return true;
    }
    return false;
}

// Locks that were made at one place are told apart within a finding: "account #1", "account #2".
// In a long list of threads that are asleep nobody needs that.
static void number_namesakes(struct reading *r, struct checked_finding *f,
                             const struct pawl_check_step *from)
{
    enum { MOST = 512 };
    size_t ranks[MOST] = {0};
    const char *unique[MOST];
    size_t count = 2 * f->step_count;
    if (count > MOST)
        return;
    rank(f, from, ranks);
    for (size_t i = 0; i < count; i++) {
        unique[i] = lock_at(f, i)->name;
        if (!unique[i] || !has_namesake(f, ranks, i))
            continue;
        char text[800] = "";
        text_add(text, sizeof text, "%s #%zu", unique[i], ranks[i]);
        unique[i] = profile_string(&r->all->names, text);
    }
    for (size_t i = 0; i < count; i++)
        lock_at(f, i)->name = unique[i];
}

// ---- findings -----------------------------------------------------------------------------------

static void update(struct checked_finding *f, const struct pawl_check_finding *from)
{
    f->flags = from->flags;
    f->times = from->times > 0 ? from->times : 1;
}

static void read_finding(struct reading *r, const struct pawl_check_finding *from)
{
    const struct pawl_check_step *steps = &r->record->steps[from->first_step];
    int64_t started = r->record->head.started_ns;
    struct checked_finding *f = checked_new_finding(r->process, from->step_count);
    f->kind = (enum pawl_check_kind)from->kind;
    f->after_ns = from->at_ns > started ? from->at_ns - started : 0;
    update(f, from);
    for (size_t i = 0; i < f->step_count; i++)
        read_step(r, &steps[i], &f->steps[i]);
    number_namesakes(r, f, steps);
}

static void read_findings(struct reading *r)
{
    struct checked_process *p = r->process;
    if (!p->taken)
        p->taken = xcalloc(PAWL_CHECK_FINDINGS, sizeof *p->taken);
    for (size_t i = 0; i < PAWL_CHECK_FINDINGS; i++) {
        const struct pawl_check_finding *from = &r->record->findings[i];
        if (!from->ready)
            continue;
        if (p->taken[i] > 0) {
            update(&p->findings[p->taken[i] - 1], from);
        } else {
            read_finding(r, from);
            p->taken[i] = (uint32_t)p->finding_count;
        }
    }
}

// ---- the process --------------------------------------------------------------------------------

static void read_counts(struct checked_process *p, const struct check_counts *counts,
                        const struct pawl_record_head *h)
{
    p->locks = counts->locks;
    p->classes = counts->classes;
    p->orders = counts->orders;
    p->lost = counts->lost;
    p->lost_stacks = h->lost_stacks;
    p->lost_modules = h->lost_modules;
    p->lost_events = h->lost_events;
}

// The time of the last finding: of a process that was killed nothing later is known.
static int64_t last_of(const struct pawl_check_record *r)
{
    int64_t last = 0;
    for (size_t i = 0; i < PAWL_CHECK_FINDINGS; i++) {
        int64_t at = r->findings[i].at_ns;
        if (at > r->head.started_ns && at - r->head.started_ns > last)
            last = at - r->head.started_ns;
    }
    return last;
}

static struct checked_process *known_at(struct checked *c, const char *path)
{
    for (size_t i = 0; i < c->process_count; i++) {
        if (c->processes[i].path && strcmp(c->processes[i].path, path) == 0)
            return &c->processes[i];
    }
    return NULL;
}

static struct checked_process *process_of(struct checked *c, const char *path)
{
    struct checked_process *p = known_at(c, path);
    if (p)
        return p;
    p = checked_new_process(c);
    p->path = xstrdup(path);
    return p;
}

// Children that only start another program leave records too, with nothing in them.
static void drop_empty(struct checked *c)
{
    const struct checked_process *last = &c->processes[c->process_count - 1];
    if (last->locks == 0 && last->finding_count == 0 && !last->about.running)
        checked_drop_last(c);
}

const char *checked_add_record(struct checked *c, const char *path)
{
    const char *wrong;
    struct pawl_check_record *record = check_raw_read(path, &wrong);
    if (!record)
        return wrong;
    struct reading r = {.all = c, .process = process_of(c, path), .record = record};
    r.names = check_names_new(&c->names, &r.process->about, record);
    profile_read_head(&c->names, &r.process->about, &record->head, last_of(record), path);
    struct check_counts counts = check_raw_counts(record);
    read_counts(r.process, &counts, &record->head);
    read_findings(&r);
    check_names_free(r.names);
    free(record);
    drop_empty(c);
    return NULL;
}

void checked_add_head(struct checked *c, const char *path)
{
    static struct pawl_record_head head; // without its tables
    struct check_counts counts;
    if (!check_raw_glance(path, &counts, &head))
        return;
    struct checked_process *p = process_of(c, path);
    profile_read_head(&c->names, &p->about, &head, 0, path);
    read_counts(p, &counts, &head);
    drop_empty(c);
}

void checked_drop_path(struct checked *c, const char *path)
{
    struct checked_process *p = known_at(c, path);
    if (!p)
        return;
    free(p->path);
    p->path = NULL;
}
