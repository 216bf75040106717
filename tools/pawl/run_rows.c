// run_rows.c - the rows of the report's tables.
// SPDX-License-Identifier: MIT
#include "run_rows.h"

#include "profile_names.h"
#include "profile_strings.h"
#include "xalloc.h"

#include <stdlib.h>

bool run_is_event(enum pawl_kind kind)
{
    return kind == PAWL_KIND_COND || kind == PAWL_KIND_WAITGROUP || kind == PAWL_KIND_ONCE ||
           kind == PAWL_KIND_CHANNEL;
}

struct building {
    struct profile *profile;
    const struct profile_process *process;
    enum run_rows_what what;
    struct run_rows rows;
};

// Only where waiting is shown, the share of the waiting that the busiest of several has.
static const char *suffix_of(struct profile *p, const struct profile_lock *l, bool shared,
                             enum run_rows_what what)
{
    bool several = l->objects > 1 && what != RUN_ROWS_SITES;
    char text[80] = "";
    if (l->kind == PAWL_KIND_RWMUTEX)
        text_add(text, sizeof text, shared ? " (read)" : " (write)");
    if (several)
        text_add(text, sizeof text, " x%s", text_count((double)l->objects).text);
    if (several && what != RUN_ROWS_HELD && l->busiest_share > 0)
        text_add(text, sizeof text, ", %s", text_percent(l->busiest_share).text);
    return profile_string(p, text);
}

static void add(struct building *b, const struct profile_lock *l, bool shared,
                const struct profile_use *use, const struct profile_site *site)
{
    struct run_rows *r = &b->rows;
    r->rows = xrealloc(r->rows, (r->count + 1) * sizeof *r->rows);
    r->rows[r->count++] = (struct run_row){
        .lock = l,
        .use = use,
        .shared = shared,
        .duration_ns = b->process->duration_ns,
        .name = l->name,
        .suffix = suffix_of(b->profile, l, shared, b->what),
        .where = site ? profile_frame_name(b->profile, &site->caller) : NULL,
    };
}

static void add_waited(struct building *b, const struct profile_lock *l)
{
    if (l->exclusive.contended > 0)
        add(b, l, false, &l->exclusive, NULL);
    if (l->shared.contended > 0)
        add(b, l, true, &l->shared, NULL);
}

static void add_sites(struct building *b, const struct profile_lock *l)
{
    for (size_t i = 0; i < l->site_count; i++) {
        const struct profile_site *s = &l->sites[i];
        if (s->use.contended > 0)
            add(b, l, s->shared, &s->use, s);
    }
}

static void add_held(struct building *b, const struct profile_lock *l)
{
    if (l->hold_ns > 0)
        add(b, l, false, &l->exclusive, NULL);
    if (l->hold_shared_ns > 0)
        add(b, l, true, &l->shared, NULL);
}

static void add_lock(struct building *b, const struct profile_lock *l)
{
    if (run_is_event(l->kind) != (b->what == RUN_ROWS_EVENTS))
        return;
    if (b->what == RUN_ROWS_SITES)
        add_sites(b, l);
    else if (b->what == RUN_ROWS_HELD)
        add_held(b, l);
    else
        add_waited(b, l);
}

static int by_key(const void *a, const void *b, void *key)
{
    return run_compare_rows(a, b, *(const enum run_field *)key);
}

struct run_rows run_rows_of(struct profile *p, const struct profile_process *process,
                            enum run_rows_what what, enum run_field key)
{
    struct building b = {.profile = p, .process = process, .what = what};
    for (size_t i = 0; i < process->lock_count; i++)
        add_lock(&b, &process->locks[i]);
    if (b.rows.count > 1)
        qsort_r(b.rows.rows, b.rows.count, sizeof *b.rows.rows, by_key, &key);
    return b.rows;
}
