// lab_print.c - what stands before and after the tables: machine, input, and how to read it all.
// SPDX-License-Identifier: MIT
#include "lab_scenario.h"
#include "text.h"

#include <string.h>

static bool is_demo(const struct lab_report *r)
{
    return strcmp(r->act, "demo") == 0;
}

static void print_input(FILE *out, const struct lab_input *input)
{
    char text[256] = "";
    text_add(text, sizeof text, "%s file%s", text_grouped(input->files).text,
             text_plural(input->files));
    text_add(text, sizeof text, ", %s byte%s", text_grouped(input->bytes).text,
             text_plural(input->bytes));
    text_add(text, sizeof text, ", %s word%s", text_grouped(input->words).text,
             text_plural(input->words));
    text_add(text, sizeof text, ", of them %s different", text_grouped(input->distinct).text);
    text_add(text, sizeof text, "; the commonest is \"%s\", %s time%s", input->top,
             text_grouped(input->top_count).text, text_plural(input->top_count));
    fputs("text     ", out);
    text_print_wrapped(out, 9, 9, text);
}

void lab_print_head(FILE *out, const struct lab_report *r)
{
    char text[256] = "";
    text_add(text, sizeof text, "%d CPU%s, %s, %s", r->machine.cpus,
             r->machine.cpus == 1 ? "" : "s", r->machine.cpu, r->machine.system);
    fputs("machine  ", out);
    text_print_wrapped(out, 9, 9, text);
    fprintf(out, "run      pawl %s, %s, seed %u\n", r->version, r->date, (unsigned)r->seed);
    if (r->input.words > 0)
        print_input(out, &r->input);
    if (is_demo(r)) {
        fputc('\n', out);
        text_print_wrapped(
            out, 0, 0,
            "Go's four editions, this library's lock, and pthread's: m2008 to m2016 are Go's "
            "mutex as it was in those years, pawl is this library's, pthread is the C "
            "library's. `pawl lab "
            "editions` tells what each changed, and why.");
    }
    fflush(out);
}

static void explain(FILE *out, const char *term, const char *text)
{
    fprintf(out, "%-14s", term);
    text_print_wrapped(out, 14, 14, text);
}

static void explain_details(FILE *out)
{
    explain(out, "handed over",
            "some locks hand the lock to a sleeping thread. grant to running: the kernel's time "
            "to give that thread a CPU, which also depends on whom the lock hands over to, and "
            "when. - : nobody was handed the lock.");
    explain(out, "/thread",
            "operations of the unluckiest and the luckiest thread, where 1 is a fair "
            "share; Jain's index is 1 if all did the same, 1/n if one of n did all. Only among "
            "threads with the same task.");
    explain(out, "switches", "how often a thread had to wait, or was forced off its CPU.");
    explain(out, "lock calls",
            "as the lock itself tells: sleeps, and calls that were handed the lock.");
    explain(out, "starvation",
            "how often the lock began to hand over to the longest waiter, and in "
            "what share of the time it did so.");
}

// The locks that emit no events: for them the whole wait counts as time to grant.
static void explain_silent(FILE *out, const struct lab_report *r)
{
    char names[LAB_MAX_LOCKS * (LAB_NAME + 2)] = "";
    for (int lock = 0; lock < r->tables[0].lock_count; lock++) {
        bool silent = true;
        for (int i = 0; i < r->table_count; i++)
            silent = silent && lab_figures(&r->tables[i], lock).silent;
        if (silent)
            text_add(names, sizeof names, "%s%s", names[0] == '\0' ? "" : ", ",
                     r->tables[0].locks[lock]);
    }
    if (names[0] == '\0')
        return;
    char text[sizeof names + 160] = "";
    text_add(text, sizeof text,
             "%s told nothing of any wait. If there was one, time to grant includes the "
             "time until the waiter ran.",
             names);
    explain(out, "silent", text);
}

static bool any_sampled(const struct lab_report *r)
{
    for (int i = 0; i < r->table_count; i++) {
        if (r->tables[i].scenario->time_every > 1)
            return true;
    }
    return false;
}

void lab_print_legend(FILE *out, const struct lab_report *r)
{
    if (r->table_count == 0)
        return;
    fputs("\nHow to read it. Every figure is the median of the rounds' figures.\n", out);
    explain(out, "p10, p90",
            "the slowest and the fastest tenth of the rounds. Speed under "
            "contention often has two levels, so a mean would say little.");
    explain(out, "rounds",
            text_is_utf8()
                ? "where the rounds' speeds lie between 0 and the fastest: high where most are."
                : "where the rounds' speeds lie between 0 and the fastest; a digit says how many.");
    explain(out, "CPU per op", "CPU time of all threads, divided by the operations.");
    explain(
        out, "time to grant",
        any_sampled(r)
            ? "from the call until the lock was the caller's; wordcount and registry time one call "
              "of "
              "61. longest: the longest wait of each round. +: as long as the round, and cut short "
              "by its end."
            : "from the call until the lock was the caller's. longest: the longest wait of each "
              "round. +: as long as the round, and cut short by its end.");
    explain(out, "k M G",
            "thousand, million, thousand million; us ms: 1/1,000,000 and 1/1000 second.");
    if (!is_demo(r))
        explain_details(out);
    explain_silent(out, r);
    if (is_demo(r))
        fputs(
            "\nNext: pawl lab hunger --threads 100; pawl lab wordcount FILE...; pawl lab --help\n",
            out);
    fflush(out);
}

void lab_print_report(FILE *out, const struct lab_report *r)
{
    lab_print_head(out, r);
    for (int i = 0; i < r->table_count; i++)
        lab_print_table(out, r, &r->tables[i]);
    lab_print_legend(out, r);
}
