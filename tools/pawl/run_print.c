// run_print.c - a profile on the terminal: which processes, and what next.
// SPDX-License-Identifier: MIT
#include "run_print.h"
#include "run_table.h"

#include "xalloc.h"

#include <stdlib.h>

static int64_t wait_of(const struct profile_process *process)
{
    return (int64_t)run_totals_of(process).wait_ns;
}

// The one with most waiting; of those without any, the first.
static const struct profile_process *busiest(const struct profile *p)
{
    const struct profile_process *most = &p->processes[0];
    for (size_t i = 1; i < p->process_count; i++) {
        if (wait_of(&p->processes[i]) > wait_of(most))
            most = &p->processes[i];
    }
    return most;
}

// ---- several processes --------------------------------------------------------------------------

struct ranked {
    const struct profile_process *process;
    int64_t wait;
};

static int by_wait(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;
    return (x->wait < y->wait) - (x->wait > y->wait);
}

static void print_process_row(FILE *out, const struct profile_process *process, bool wide)
{
    struct run_totals t = run_totals_of(process);
    const char *what = process->command[0] != '\0' ? process->command : process->program;
    int used = fprintf(out, "%9d%9s%8u%10s%9s%9s  ", process->pid,
                       text_duration((double)process->duration_ns).text, process->threads,
                       text_count((double)t.contended).text, text_count((double)t.acquired).text,
                       text_duration((double)t.wait_ns).text);
    if (wide)
        fputs(what, out);
    else
        run_print_cut(out, what, TEXT_WIDTH - used);
    fputc('\n', out);
}

static void print_processes(FILE *out, const struct profile *p, const struct run_options *o)
{
    size_t count = p->process_count;
    struct ranked *all = xcalloc(count, sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[i] = (struct ranked){&p->processes[i], wait_of(&p->processes[i])};
    qsort(all, count, sizeof *all, by_wait);
    fprintf(out, "pawl: %zu processes used locks. The one whose threads waited most comes first.\n",
            count);
    fprintf(out, "%9s%9s%8s%10s%9s%9s  %s\n", "pid", "time", "threads", "contended", "acquired",
            "wait", "command");
    size_t shown = o->rows > 0 && (size_t)o->rows < count ? (size_t)o->rows : count;
    for (size_t i = 0; i < shown; i++)
        print_process_row(out, all[i].process, o->wide);
    if (shown < count)
        fprintf(out, "    ... and %zu more: -n 0 shows all.\n", count - shown);
    free(all);
    fputc('\n', out);
}

// ---- one process --------------------------------------------------------------------------------

static void print_process(FILE *out, struct profile *p, const struct profile_process *process,
                          const struct run_options *o)
{
    run_print_head(out, process, o->wide);
    run_print_tables(out, p, process, o);
    run_print_stacks(out, p, process, o);
}

// Returns the program or library, stripped of its symbols, in which the most waiting was.
static const char *nameless_module(const struct profile_process *process)
{
    const struct profile_lock *l = process->lock_count > 0 ? &process->locks[0] : NULL;
    const struct profile_frame *caller = l && l->site_count > 0 ? &l->sites[0].caller : NULL;
    return caller && !caller->function && !process->note_count ? caller->module : NULL;
}

static void print_hint(FILE *out, const struct profile_process *shown, const struct run_options *o)
{
    char text[700] = "";
    const char *nameless = nameless_module(shown);
    if (nameless && profile_wait(&shown->locks[0]) > 0) {
        text_add(text, sizeof text,
                 "%s has no symbols: built with -g, or with its package of debug symbols "
                 "(Debian: -dbgsym), it would show names.",
                 nameless);
        fputc('\n', out);
        text_print_wrapped(out, 0, 0, text);
    }
    const char *hint = run_totals_of(shown).contended == 0 ? NULL
                       : o->stacks == 0
                           ? "Next: --stacks 3 shows who waited and who made them wait."
                       : o->html ? NULL
                                 : "Next: --html FILE draws it.";
    if (hint)
        fprintf(out, "\n%s\n", hint);
}

void run_print(FILE *out, struct profile *p, const struct run_options *o, bool hints)
{
    if (p->process_count > 1 && o->pid == 0)
        print_processes(out, p, o);
    const struct profile_process *shown = busiest(p);
    bool several = o->all_processes || o->pid > 0;
    bool first = true;
    for (size_t i = 0; several && i < p->process_count; i++) {
        shown = &p->processes[i];
        if (o->pid > 0 && shown->pid != o->pid)
            continue;
        if (!first)
            fputc('\n', out);
        first = false;
        print_process(out, p, shown, o);
    }
    if (!several)
        print_process(out, p, shown, o);
    if (hints)
        print_hint(out, shown, o);
}
