// run_compare.c - two runs side by side: lock by lock, what changed.
// SPDX-License-Identifier: MIT
#include "run_print.h"
#include "run_rows.h"
#include "run_table.h"

#include "xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OLD, NEW, RUNS };

// A lock by its name, in all processes of a run.
struct pair {
    const char *name;
    enum pawl_kind kind;
    bool there[RUNS];
    uint64_t wait_ns[RUNS], contended[RUNS];
};

struct pairs {
    struct pair *all;
    size_t count;
};

static struct pair *pair_for(struct pairs *p, const struct profile_lock *l)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->all[i].kind == l->kind && strcmp(p->all[i].name, l->name) == 0)
            return &p->all[i];
    }
    p->all = xrealloc(p->all, (p->count + 1) * sizeof *p->all);
    p->all[p->count] = (struct pair){.name = l->name, .kind = l->kind};
    return &p->all[p->count++];
}

static void collect(struct pairs *pairs, const struct profile *p, int run, int pid)
{
    for (size_t i = 0; i < p->process_count; i++) {
        const struct profile_process *process = &p->processes[i];
        for (size_t j = 0; j < process->lock_count; j++) {
            const struct profile_lock *l = &process->locks[j];
            if (run_is_event(l->kind) || (pid > 0 && run == NEW && process->pid != pid))
                continue;
            struct pair *pair = pair_for(pairs, l);
            pair->there[run] = true;
            pair->wait_ns[run] += profile_wait(l);
            pair->contended[run] += l->exclusive.contended + l->shared.contended;
        }
    }
}

static double change(const struct pair *p)
{
    return fabs((double)p->wait_ns[NEW] - (double)p->wait_ns[OLD]);
}

static int by_change(const void *a, const void *b)
{
    double x = change(a);
    double y = change(b);
    return (x < y) - (x > y);
}

static bool was_waited_for(const struct pair *p)
{
    return p->contended[OLD] + p->contended[NEW] > 0;
}

static void print_run(FILE *out, const char *label, const struct profile *p)
{
    struct run_totals sum = {0};
    int64_t longest = 0;
    for (size_t i = 0; i < p->process_count; i++) {
        struct run_totals t = run_totals_of(&p->processes[i]);
        sum.acquired += t.acquired;
        sum.contended += t.contended;
        sum.wait_ns += t.wait_ns;
        if (p->processes[i].duration_ns > longest)
            longest = p->processes[i].duration_ns;
    }
    fprintf(out, "%s ran %s, waited %s for locks, %s time%s of %s.\n", label,
            text_duration((double)longest).text, text_duration((double)sum.wait_ns).text,
            text_count((double)sum.contended).text, text_plural(sum.contended),
            text_count((double)sum.acquired).text);
}

// What is only in one run, or was no wait in the old one, has no ratio.
static struct words ratio_of(const struct pair *p)
{
    if (!p->there[OLD])
        return (struct words){"new"};
    if (!p->there[NEW])
        return (struct words){"gone"};
    return text_ratio(p->wait_ns[OLD] > 0 ? (double)p->wait_ns[NEW] / (double)p->wait_ns[OLD]
                                          : NAN);
}

static void print_pair(FILE *out, const struct pair *p, bool wide)
{
    int used = fprintf(out, "%9s%9s%8s%9s%9s  ", text_duration((double)p->wait_ns[OLD]).text,
                       text_duration((double)p->wait_ns[NEW]).text, ratio_of(p).text,
                       text_count((double)p->contended[OLD]).text,
                       text_count((double)p->contended[NEW]).text);
    if (wide)
        fputs(p->name, out);
    else
        run_print_cut(out, p->name, TEXT_WIDTH - used);
    fputc('\n', out);
}

static void print_pairs(FILE *out, const struct pairs *p, const struct run_options *o)
{
    size_t printed = 0;
    fputc('\n', out);
    text_print_wrapped(out, 0, 0,
                       "Locks by how much their total wait has changed. new, gone: only in one of "
                       "the two runs.");
    fprintf(out, "%18s%8s%18s\n", "total wait", "", "contended");
    fprintf(out, "%9s%9s%8s%9s%9s  %s\n", "old", "new", "ratio", "old", "new", "lock");
    for (size_t i = 0; i < p->count; i++) {
        if (!was_waited_for(&p->all[i]))
            continue;
        if (o->rows == 0 || printed < (size_t)o->rows)
            print_pair(out, &p->all[i], o->wide);
        printed++;
    }
    if (o->rows > 0 && printed > (size_t)o->rows)
        fprintf(out, "    ... and %zu more: -n 0 shows all.\n", printed - (size_t)o->rows);
}

void run_print_against(FILE *out, const struct profile *old, const struct profile *new_,
                       const struct run_options *o)
{
    struct pairs pairs = {0};
    collect(&pairs, old, OLD, o->pid);
    collect(&pairs, new_, NEW, o->pid);
    if (pairs.count > 1)
        qsort(pairs.all, pairs.count, sizeof *pairs.all, by_change);
    print_run(out, "old:", old);
    print_run(out, "new:", new_);
    print_pairs(out, &pairs, o);
    free(pairs.all);
}
