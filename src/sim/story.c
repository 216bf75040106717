// story.c - an execution told step by step: who did what, with words in words.
// SPDX-License-Identifier: MIT
#include "sim/core.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NAMES 16
#define MAX_MONITORS 12

static struct {
    const uint32_t *word;
    const char *name;
    sim_describe *describe;
} names[MAX_NAMES];
static int nnames;

static struct {
    const uint32_t *word;
    sim_monitor *seen;
    void *arg;
} monitors[MAX_MONITORS];
static int nmonitors;

static bool tracing;
static sim_teller *teller; // NULL: each step is printed, with its place in the source
static int step;

void sim_trace(bool on)
{
    tracing = on;
    teller = NULL;
    step = 0;
}

void sim_tell_to(sim_teller *to)
{
    tracing = true;
    teller = to;
}

bool sim_tracing(void)
{
    return tracing;
}

void sim_name(const uint32_t *w, const char *name, sim_describe *describe)
{
    names[nnames].word = w;
    names[nnames].name = name;
    names[nnames++].describe = describe;
}

void sim_forget_names(void)
{
    nnames = 0;
}

static int find_name(const uint32_t *w)
{
    for (int i = 0; i < nnames; i++)
        if (names[i].word == w)
            return i;
    return -1;
}

const char *sim_word_name(const uint32_t *w)
{
    static char parker[32];
    for (int i = 0; i < sim_core->nthreads; i++)
        if (w == &sim_core->threads[i].parker) {
            snprintf(parker, sizeof parker, "T%d's parker", i);
            return parker;
        }
    int i = find_name(w);
    return i < 0 ? "a word" : names[i].name;
}

void sim_tell(char *out, size_t size, const uint32_t *w, uint32_t value)
{
    static const char *const parker[] = {"empty", "asleep", "unparked"};
    int i = find_name(w);
    for (int t = 0; t < sim_core->nthreads; t++)
        if (w == &sim_core->threads[t].parker && value < 3) {
            snprintf(out, size, "%s", parker[value]);
            return;
        }
    if (i >= 0 && names[i].describe)
        names[i].describe(out, size, value);
    else
        snprintf(out, size, "%u", value);
}

void sim_story(const char *func, int line, const char *format, ...)
{
    if (!tracing)
        return;
    va_list args;
    va_start(args, format);
    if (teller) {
        char text[120];
        vsnprintf(text, sizeof text, format, args);
        va_end(args);
        teller(func, line, text);
        return;
    }
    char where[40] = "";
    if (line > 0)
        snprintf(where, sizeof where, "%s:%d", func, line);
    else
        snprintf(where, sizeof where, "%s", func);
    char who[8] = "-"; // the judgement at the end is nobody's step
    if (sim_self() >= 0)
        snprintf(who, sizeof who, "T%d", sim_self());
    printf("%4d  %-2s  %-28s ", ++step, who, where);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
}

void sim_watch_word(const uint32_t *w, sim_monitor *seen, void *arg)
{
    if (nmonitors == MAX_MONITORS)
        abort();
    monitors[nmonitors].word = w;
    monitors[nmonitors].seen = seen;
    monitors[nmonitors++].arg = arg;
}

void sim_forget_monitors(void)
{
    nmonitors = 0;
}

void sim_changed(const uint32_t *w, uint32_t old, uint32_t value)
{
    for (int i = 0; i < nmonitors; i++)
        if (monitors[i].word == w)
            monitors[i].seen(monitors[i].arg, sim_self(), old, value);
}
