// lab_fits.c - does what was asked for go together?
// SPDX-License-Identifier: MIT
#include "lab_fits.h"

#include "text.h"

#include <math.h>
#include <string.h>

#define SHORTEST_ROUND_MS 5 // shorter than a time-slice says little

bool lab_act_is(const struct lab_options *o, const char *act)
{
    return strcmp(o->act, act) == 0;
}

// With goroutines it would keep those from running that have what it waits for.
bool lab_is_pthread(const struct pawl_edition *e)
{
    return strcmp(e->name, "pthread") == 0;
}

static const char *const acts[] = {"wordcount", "registry", "hunger", "handoff",
                                   "demo",      "editions", "story",  NULL};

bool lab_act_is_known(const struct lab_options *o, char *why, size_t size)
{
    for (const char *const *a = acts; *a; a++) {
        if (lab_act_is(o, *a))
            return true;
    }
    snprintf(why, size, "no scenario '%.100s'.", o->act);
    text_add_nearest(why, size, o->act, acts);
    text_add(why, size, " See pawl lab --help");
    return false;
}

bool lab_options_fit(const struct lab_options *o, char *why, size_t size)
{
    why[0] = '\0';
    if (o->file_count > 0 && !lab_act_is(o, "wordcount"))
        snprintf(why, size, "%s takes no files (got '%s')", o->act, o->files[0]);
    else if (o->hold_ns >= 0 && !lab_act_is(o, "hunger") && !lab_act_is(o, "demo"))
        snprintf(why, size, "--hold is for hunger only");
    else if (o->threads_count > 0 && lab_act_is(o, "demo"))
        snprintf(why, size, "the demo has its own numbers of threads");
    const struct lab_scenario *s = lab_scenario_find(o->act);
    if (o->goroutines && !(s && s->for_goroutines))
        snprintf(why, size, "--agents goroutines is for hunger only");
    if (o->procs && !o->goroutines)
        snprintf(why, size, "--procs is for --agents goroutines only");
    for (int i = 0; o->goroutines && i < o->lock_count; i++) {
        if (lab_is_pthread(o->locks[i]))
            snprintf(why, size, "pthread's lock would keep goroutines from running");
    }
    for (int i = 0; s && i < o->threads_count; i++) {
        if (o->threads[i] < s->min_threads)
            snprintf(why, size, "%s needs at least %d threads", o->act, s->min_threads);
    }
    return why[0] == '\0';
}

bool lab_plan_fits(const struct lab_plan *p, double seconds, char *why, size_t size)
{
    int samples = p->lock_count * p->rounds * p->table_count;
    double least = samples * SHORTEST_ROUND_MS / 1e3;
    if (seconds >= least)
        return true;
    snprintf(why, size,
             "--seconds: %g is too short for %d lock%s, %d rounds and %d table%s: at least %.1f",
             seconds, p->lock_count, text_plural((uint64_t)p->lock_count), p->rounds,
             p->table_count, text_plural((uint64_t)p->table_count), ceil(least * 10) / 10);
    return false;
}
