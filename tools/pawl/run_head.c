// run_head.c - the first lines of a report: who ran, how long, and how much of that was waiting.
// SPDX-License-Identifier: MIT
#include "run_print.h"
#include "run_rows.h"

#include <string.h>

enum { COMMAND = 150 }; // of a command so much is shown: two lines

struct run_totals run_totals_of(const struct profile_process *process)
{
    struct run_totals t = {0};
    for (size_t i = 0; i < process->lock_count; i++) {
        const struct profile_lock *l = &process->locks[i];
        if (run_is_event(l->kind))
            continue;
        t.locks += l->objects;
        t.acquired += l->exclusive.acquired + l->shared.acquired;
        t.contended += l->exclusive.contended + l->shared.contended;
        t.wait_ns += profile_wait(l);
    }
    return t;
}

void run_add_agents(char *text, size_t size, const struct profile_process *process)
{
    text_add(text, size, "%u thread%s", process->threads, text_plural(process->threads));
    if (process->goroutines > 0)
        text_add(text, size, ", %u goroutine%s", process->goroutines,
                 text_plural(process->goroutines));
}

static const char *state_of(const struct profile_process *process)
{
    if (process->running)
        return " so far: it is still running";
    return process->ended ? "" : ", as far as is known: it did not end in order";
}

static void print_waits(FILE *out, const struct profile_process *process,
                        const struct run_totals *t)
{
    char text[400] = "";
    double all = (double)process->duration_ns * (process->threads + process->goroutines);
    text_add(text, sizeof text,
             "%s waited for a lock %s time%s of %s (%s) and lost %s, %s of their time.",
             process->goroutines > 0 ? "Threads and goroutines" : "Threads",
             text_grouped(t->contended).text, text_plural(t->contended),
             text_grouped(t->acquired).text,
             text_percent(t->acquired > 0 ? (double)t->contended / (double)t->acquired : 0).text,
             text_duration((double)t->wait_ns).text,
             text_percent(all > 0 ? (double)t->wait_ns / all : 0).text);
    text_print_wrapped(out, 0, 0, text);
}

static void print_no_waits(FILE *out, const struct run_totals *t)
{
    char text[300] = "";
    if (t->acquired == 0)
        text_add(text, sizeof text, "It never took a lock.");
    else
        text_add(
            text, sizeof text,
            "No thread ever waited for a lock: %s acquisitions of %s lock%s, each free at once.",
            text_grouped(t->acquired).text, text_grouped(t->locks).text, text_plural(t->locks));
    text_print_wrapped(out, 0, 0, text);
}

void run_print_head(FILE *out, const struct profile_process *process, bool wide)
{
    char text[4096] = "";
    struct run_totals t = run_totals_of(process);
    const char *what = process->command[0] != '\0' ? process->command : process->program;
    bool cut = strlen(what) > COMMAND && !wide;
    text_add(text, sizeof text, "pawl: %.*s%s (pid %d)", cut ? COMMAND : (int)strlen(what), what,
             cut ? "..." : "", process->pid);
    text_print_wrapped(out, 0, 6, text);
    text[0] = '\0';
    text_add(text, sizeof text, "%s%s, ", text_duration((double)process->duration_ns).text,
             state_of(process));
    run_add_agents(text, sizeof text, process);
    text_add(text, sizeof text, ", %s lock%s%s.", text_grouped(t.locks).text, text_plural(t.locks),
             process->observed ? " (glibc's own)" : "");
    if (process->sample > 1)
        text_add(text, sizeof text, " One wait of %u was recorded, for all of them.",
                 process->sample);
    text_print_wrapped(out, 0, 0, text);
    if (t.contended > 0)
        print_waits(out, process, &t);
    else
        print_no_waits(out, &t);
    for (size_t i = 0; i < process->note_count; i++)
        text_print_wrapped(out, 0, 0, process->notes[i]);
}
