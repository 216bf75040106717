// check_raw.c - reads a record of checks, and believes nothing in it.
// SPDX-License-Identifier: MIT
//
// It is a state, copied while the process changes it: even what a healthy process writes may not
// fit together. What is wrong is made harmless here, once, so that nobody else has to look again.
#include "check/check_raw.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const struct record_kind kind_of_record = {PAWL_CHECK_MAGIC, PAWL_CHECK_VERSION,
                                                  sizeof(struct pawl_check_record)};

enum {
    HELD_FLAGS = PAWL_CHECK_SHARED | PAWL_CHECK_GIVES_UP | PAWL_CHECK_QUEUES | PAWL_CHECK_ROBUST,
    LOCK_FLAGS = PAWL_CHECK_ANY_UNLOCKER | PAWL_CHECK_USED,
    FINDING_FLAGS = PAWL_FINDING_HIDDEN | PAWL_FINDING_STILL | PAWL_FINDING_LEVELS,
};

// ---- indices ------------------------------------------------------------------------------------

static uint32_t stack_in(const struct pawl_check_record *r, uint32_t stack)
{
    return record_is_stack(&r->head, stack) ? stack : 0;
}

static uint32_t name_in(const struct pawl_check_record *r, uint32_t name)
{
    return name < PAWL_CHECK_NAMES && r->names[name][0] != '\0' ? name : 0;
}

static uint32_t class_in(const struct pawl_check_record *r, uint32_t class_)
{
    return class_ < PAWL_CHECK_CLASSES && r->classes[class_].ready ? class_ : 0;
}

static uint32_t lock_in(const struct pawl_check_record *r, uint32_t lock)
{
    return lock < PAWL_CHECK_LOCKS && r->locks[lock].address ? lock : 0;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static bool is_kind(uint32_t kind)
{
    return kind <= PAWL_KIND_CHANNEL;
}

// ---- the tables, in an order in which each may look at those before it --------------------------

static void check_names(struct pawl_check_record *r)
{
    r->names[0][0] = '\0'; // none
    for (size_t i = 0; i < PAWL_CHECK_NAMES; i++)
        r->names[i][PAWL_CHECK_NAME - 1] = '\0';
}

static void check_classes(struct pawl_check_record *r)
{
    for (size_t i = 0; i < PAWL_CHECK_CLASSES; i++) {
        struct pawl_check_class *c = &r->classes[i];
        if (i == 0 || !c->ready || !is_kind(c->kind))
            *c = (struct pawl_check_class){0};
        c->place = record_checked_place(&r->head, c->place);
        c->born = stack_in(r, c->born);
        c->name = name_in(r, c->name);
    }
}

static void check_locks(struct pawl_check_record *r)
{
    for (size_t i = 0; i < PAWL_CHECK_LOCKS; i++) {
        struct pawl_check_lock *l = &r->locks[i];
        if (i == 0)
            *l = (struct pawl_check_lock){0};
        l->class_ = class_in(r, l->class_);
        l->name = name_in(r, l->name);
        l->taken = stack_in(r, l->taken);
        l->reread = stack_in(r, l->reread);
        l->flags &= LOCK_FLAGS;
        if (l->owner > PAWL_CHECK_THREADS)
            l->owner = PAWL_CHECK_UNKNOWN;
    }
}

static void check_wait(const struct pawl_check_record *r, struct pawl_check_wait *w)
{
    bool known = is_kind(w->kind) || w->kind == PAWL_CHECK_JOIN;
    if (!known || w->active % 2 == 0)
        *w = (struct pawl_check_wait){0};
    w->lock = lock_in(r, w->lock);
    w->stack = stack_in(r, w->stack);
    w->flags &= HELD_FLAGS;
}

static void check_threads(struct pawl_check_record *r)
{
    for (size_t i = 0; i < PAWL_CHECK_THREADS; i++) {
        struct pawl_check_thread *t = &r->threads[i];
        if (t->tid == 0 || t->tid > INT32_MAX)
            *t = (struct pawl_check_thread){0};
        t->name[sizeof t->name - 1] = '\0';
        t->held_count = least(t->held_count, PAWL_CHECK_HELD);
        check_wait(r, &t->wait);
        for (size_t j = 0; j < t->held_count; j++) {
            t->held[j].lock = lock_in(r, t->held[j].lock);
            t->held[j].stack = stack_in(r, t->held[j].stack);
            t->held[j].flags &= HELD_FLAGS;
        }
    }
}

static void check_step(const struct pawl_check_record *r, struct pawl_check_step *s)
{
    s->thread_name[sizeof s->thread_name - 1] = '\0';
    s->holder_name[sizeof s->holder_name - 1] = '\0';
    s->tid = s->tid > 0 ? s->tid : 0;
    s->holder_tid = s->holder_tid > 0 ? s->holder_tid : 0;
    s->ns = s->ns > 0 ? s->ns : 0;
    s->held.class_ = class_in(r, s->held.class_);
    s->held.name = name_in(r, s->held.name);
    s->wanted.class_ = class_in(r, s->wanted.class_);
    s->wanted.name = name_in(r, s->wanted.name);
    s->held_stack = stack_in(r, s->held_stack);
    s->stack = stack_in(r, s->stack);
    s->held_flags &= HELD_FLAGS;
    s->flags &= HELD_FLAGS;
    if (!is_kind(s->wait_kind) && s->wait_kind != PAWL_CHECK_JOIN)
        s->wait_kind = 0;
}

static void check_findings(struct pawl_check_record *r)
{
    r->step_count = least(r->step_count, PAWL_CHECK_STEPS);
    r->finding_count = least(r->finding_count, PAWL_CHECK_FINDINGS);
    for (size_t i = 0; i < PAWL_CHECK_STEPS; i++)
        check_step(r, &r->steps[i]);
    for (size_t i = 0; i < PAWL_CHECK_FINDINGS; i++) {
        struct pawl_check_finding *f = &r->findings[i];
        bool known = f->kind > PAWL_FOUND_NOTHING && f->kind < PAWL_FOUND_KINDS;
        bool whole = f->step_count > 0 && f->first_step < PAWL_CHECK_STEPS &&
                     f->step_count <= PAWL_CHECK_STEPS - f->first_step;
        if (!f->ready || !known || !whole)
            *f = (struct pawl_check_finding){0};
        f->flags &= FINDING_FLAGS;
    }
}

static void check_counts(struct pawl_check_record *r)
{
    r->held_too_long_ns = r->held_too_long_ns > 0 ? r->held_too_long_ns : 0;
    r->name_count = least(r->name_count, PAWL_CHECK_NAMES);
    r->class_count = least(r->class_count, PAWL_CHECK_CLASSES);
    r->lock_count = least(r->lock_count, PAWL_CHECK_LOCKS);
    r->edge_count = least(r->edge_count, PAWL_CHECK_EDGES);
    r->pair_count = least(r->pair_count, PAWL_CHECK_PAIRS);
}

struct pawl_check_record *check_raw_read(const char *path, const char **wrong)
{
    struct pawl_check_record *r = record_load(path, &kind_of_record, wrong);
    if (!r)
        return NULL;
    record_check_head(&r->head);
    check_counts(r);
    check_names(r);
    check_classes(r);
    check_locks(r);
    check_threads(r);
    check_findings(r);
    return r;
}

// ---- a glance -----------------------------------------------------------------------------------

struct check_counts check_raw_counts(const struct pawl_check_record *r)
{
    return (struct check_counts){
        .findings = least(r->finding_count, PAWL_CHECK_FINDINGS),
        .locks = least(r->lock_count, PAWL_CHECK_LOCKS),
        .classes = least(r->class_count, PAWL_CHECK_CLASSES),
        .orders = least(r->edge_count, PAWL_CHECK_EDGES),
        .lost = r->lost,
    };
}

// A lease on a file for reading is given only if nobody has it open, or mapped, to write. That also
// tells of processes whose numbers mean something else here, and of those that run another program
// by now. Should somebody open it at this moment, the kernel would send a signal.
static bool is_written(int fd, bool ended)
{
    int harmless = SIGURG;
    fcntl(fd, F_SETSIG, harmless);
    if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
        fcntl(fd, F_SETLEASE, F_UNLCK);
        return false;
    }
    return errno == EAGAIN || !ended; // else there are no leases here
}

enum {
    COUNTS = offsetof(struct pawl_check_record, held_too_long_ns),
    FINDINGS = offsetof(struct pawl_check_record, findings),
};

bool check_raw_glance(const char *path, struct check_counts *counts, struct pawl_record_head *head)
{
    static struct pawl_check_record part; // of which only the head's beginning, and the counts
    const char *wrong;
    int fd = record_open(path, &wrong);
    if (fd < 0)
        return false;
    bool ok = record_glance(fd, &kind_of_record, 0, &part.head,
                            offsetof(struct pawl_record_head, stacks)) &&
              record_glance(fd, &kind_of_record, COUNTS, (char *)&part + COUNTS, FINDINGS - COUNTS);
    if (ok) {
        record_check_about(&part.head);
        *counts = check_raw_counts(&part);
        counts->written = is_written(fd, (part.head.flags & PAWL_RECORD_ENDED) != 0);
        memcpy(head, &part.head, offsetof(struct pawl_record_head, stacks));
    }
    close(fd);
    return ok;
}
