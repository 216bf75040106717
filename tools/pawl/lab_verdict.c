// lab_verdict.c - sentences computed from samples: who did better, by how much, or that it is open.
// SPDX-License-Identifier: MIT
//
// A difference is claimed only if the intervals of the two medians have no point in common. Two
// pairs of locks are compared: the two editions between which this scenario shows the change, and
// pthread with pawl. If neither pair is there, the first lock with the last.
#include "lab_scenario.h"
#include "text.h"

#include <math.h>
#include <string.h>

struct side {
    const char *name;
    struct lab_figures f;
};

// "310 ms"; "at least 310 ms" if the wait was cut short by the end of the round.
static struct words wait_of(const struct lab_table *t, const struct side *s)
{
    struct words w = {""};
    double longest = s->f.longest.median;
    text_add(w.text, sizeof w.text, "%s%s", lab_cut_short(t, longest) ? "at least " : "",
             text_duration(longest).text);
    return w;
}

// What hunger does to a thread that is not greedy; a word only if it is more than twice as much.
static void say_polite(char *text, size_t size, const struct side *base, const struct side *subject)
{
    double from = base->f.own_median.median;
    double to = subject->f.own_median.median;
    double ratio = to < from ? from / to : to / from;
    if (stats_disjoint(base->f.own_median, subject->f.own_median) && ratio > 2)
        text_add(text, size, " The polite one's median wait was %s with %s, %s with %s (%s).",
                 text_duration(to).text, subject->name, text_duration(from).text, base->name,
                 text_ratio(ratio).text);
}

static void say_wait(char *text, size_t size, const struct lab_table *t, const struct side *base,
                     const struct side *subject)
{
    double from = base->f.longest.median;
    double to = subject->f.longest.median;
    struct words was = wait_of(t, base);
    struct words is = wait_of(t, subject);
    if (stats_disjoint(base->f.longest, subject->f.longest))
        text_add(text, size, "%s's longest wait was %s, %s's %s (%s)", subject->name, is.text,
                 base->name, was.text, text_ratio(to < from ? from / to : to / from).text);
    else
        text_add(text, size,
                 "Between %s and %s no difference in the longest wait was measured (%s and %s)",
                 base->name, subject->name, was.text, is.text);
    if (stats_disjoint(base->f.speed, subject->f.speed))
        text_add(text, size, "; %s had %s the throughput of %s.", subject->name,
                 text_ratio(subject->f.speed.median / base->f.speed.median).text, base->name);
    else
        text_add(text, size, "; in throughput no difference was measured.");
    say_polite(text, size, base, subject);
}

static void say_speed(char *text, size_t size, const struct lab_table *t, const struct side *base,
                      const struct side *subject)
{
    const char *ops = t->scenario->ops;
    double from = base->f.speed.median;
    double to = subject->f.speed.median;
    struct words was = text_count(from);
    struct words is = text_count(to);
    if (stats_disjoint(base->f.speed, subject->f.speed))
        text_add(text, size, "%s did %s the %s per second of %s (%s against %s)", subject->name,
                 text_ratio(to / from).text, ops, base->name, is.text, was.text);
    else
        text_add(text, size,
                 "Between %s and %s no difference in %s per second was measured (%s and %s)",
                 base->name, subject->name, ops, was.text, is.text);
    if (stats_disjoint(base->f.cpu, subject->f.cpu))
        text_add(text, size, "; %s used %s the CPU time of %s for each.", subject->name,
                 text_ratio(subject->f.cpu.median / base->f.cpu.median).text, base->name);
    else
        text_add(text, size, "; in CPU time no difference was measured.");
}

static void say_own(char *text, size_t size, const struct lab_table *t, const struct side *base,
                    const struct side *subject)
{
    const char *own = t->scenario->own;
    double from = base->f.own_median.median;
    double to = subject->f.own_median.median;
    struct words was = text_duration(from);
    struct words is = text_duration(to);
    bool less = to < from;
    if (stats_disjoint(base->f.own_median, subject->f.own_median))
        text_add(text, size, "%s was %s %s than %s on the way %s (median %s against %s).",
                 subject->name, text_ratio(less ? from / to : to / from).text,
                 less ? "faster" : "slower", base->name, own, is.text, was.text);
    else
        text_add(text, size,
                 "Between %s and %s no difference was measured on the way %s (%s and %s).",
                 base->name, subject->name, own, was.text, is.text);
}

static bool sound(const struct side *s)
{
    return s->f.failures == 0 && !isnan(s->f.speed.median) && !isnan(s->f.longest.median);
}

static bool compare(const struct lab_table *t, int base, int subject, char *text, size_t size)
{
    if (base < 0 || subject < 0 || base == subject)
        return false;
    struct side b = {t->locks[base], lab_figures(t, base)};
    struct side s = {t->locks[subject], lab_figures(t, subject)};
    if (!sound(&b) || !sound(&s))
        return false;
    if (text[0] != '\0')
        text_add(text, size, "\n");
    enum lab_headline headline = t->scenario->headline;
    (headline == LAB_WAIT  ? say_wait
     : headline == LAB_OWN ? say_own
                           : say_speed)(text, size, t, &b, &s);
    return true;
}

static int index_of(const struct lab_table *t, const char *name)
{
    for (int i = 0; i < t->lock_count; i++) {
        if (strcmp(t->locks[i], name) == 0)
            return i;
    }
    return -1;
}

// The locks that failed; a lock that does not lock has no other figures worth a word.
static void say_failures(const struct lab_table *t, char *text, size_t size)
{
    for (int i = 0; i < t->lock_count; i++) {
        int failures = lab_figures(t, i).failures;
        if (failures > 0)
            text_add(text, size,
                     "%s%s FAILED in %d of %d rounds: it did not keep the threads apart.",
                     text[0] == '\0' ? "" : "\n", t->locks[i], failures, t->rounds);
    }
}

void lab_verdict(const struct lab_table *t, char *text, size_t size)
{
    text[0] = '\0';
    say_failures(t, text, size);
    const char *const *story = t->scenario->story;
    bool said = compare(t, index_of(t, story[0]), index_of(t, story[1]), text, size);
    said |= compare(t, index_of(t, "pthread"), index_of(t, "pawl"), text, size);
    if (!said && t->lock_count > 1)
        compare(t, 0, t->lock_count - 1, text, size);
    if (text[0] == '\0')
        text_add(text, size,
                 t->lock_count > 1 ? "Too few operations in a round to compare."
                                   : "Nothing to compare: --locks with two names or more would.");
}
