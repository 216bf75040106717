// check_sum.c - the last lines of a report: how much was found, and how much was looked at.
// SPDX-License-Identifier: MIT
#include "check/check_output.h"

#include "check/check_kinds.h"
#include "check/check_words.h"
#include "text.h"

#include <stdarg.h>

enum { HEAD = 6, RULES = 10 }; // columns of "pawl: "; unused rules that are named

struct sum {
    size_t real, hidden, suppressed;
    size_t kinds[PAWL_FOUND_KINDS];    // of those that are real
    size_t processes;                  // that have real ones
    const struct checked_process *one; // of these
    uint64_t locks, classes, orders;
    struct checked_process lost; // only its losses
};

__attribute__((format(printf, 2, 3))) static void say(FILE *out, const char *format, ...)
{
    char text[2400] = "pawl: ";
    va_list args;
    va_start(args, format);
    vsnprintf(text + HEAD, sizeof text - HEAD, format, args);
    va_end(args);
    text_print_wrapped(out, 0, HEAD, text);
}

// ---- counting -----------------------------------------------------------------------------------

static void add_findings(struct sum *s, const struct checked_process *p)
{
    size_t before = s->real;
    for (size_t i = 0; i < p->finding_count; i++) {
        const struct checked_finding *f = &p->findings[i];
        if (f->suppressed)
            s->suppressed++;
        else if (!check_is_real(f))
            s->hidden++;
        else {
            s->real++;
            s->kinds[f->kind]++;
        }
    }
    if (s->real > before) {
        s->processes++;
        s->one = p;
    }
}

static void add_losses(struct checked_process *to, const struct checked_process *p)
{
    to->lost.threads += p->lost.threads;
    to->lost.held += p->lost.held;
    to->lost.locks += p->lost.locks;
    to->lost.classes += p->lost.classes;
    to->lost.edges += p->lost.edges;
    to->lost.pairs += p->lost.pairs;
    to->lost.findings += p->lost.findings;
    to->lost_stacks += p->lost_stacks;
    to->lost_modules += p->lost_modules;
    to->lost_events += p->lost_events;
}

static struct sum sum_of(const struct checked *c)
{
    struct sum s = {0};
    for (size_t i = 0; i < c->process_count; i++) {
        const struct checked_process *p = &c->processes[i];
        add_findings(&s, p);
        add_losses(&s.lost, p);
        s.locks += p->locks;
        s.classes += p->classes;
        s.orders += p->orders;
    }
    return s;
}

// ---- the sentences ------------------------------------------------------------------------------

static void say_findings(FILE *out, const struct sum *s)
{
    char kinds[600] = "";
    const char *example = NULL;
    for (int i = 1; i < PAWL_FOUND_KINDS; i++) {
        if (s->kinds[i] == 0)
            continue;
        const char *word = check_kind_of((enum pawl_check_kind)i)->word;
        text_add(kinds, sizeof kinds, "%s%zu %s", example ? ", " : "", s->kinds[i], word);
        example = example ? example : word;
    }
    char where[300] = "";
    if (s->processes == 1)
        text_add(where, sizeof where, "%s", check_words_program(s->one).text);
    else
        text_add(where, sizeof where, "%zu processes", s->processes);
    say(out, "%zu finding%s in %s: %s. pawl explain %s tells more.", s->real, text_plural(s->real),
        where, kinds, example);
}

static void say_nothing_found(FILE *out, const struct sum *s, size_t processes)
{
    char where[40] = "";
    if (processes > 1)
        text_add(where, sizeof where, " in %s processes", text_grouped(processes).text);
    say(out, "no findings; %s lock%s of %s kind%s, %s lock order%s looked at%s.",
        text_grouped(s->locks).text, text_plural(s->locks), text_grouped(s->classes).text,
        text_plural(s->classes), text_grouped(s->orders).text, text_plural(s->orders), where);
}

static void say_not_shown(FILE *out, const struct sum *s, const struct run_options *o)
{
    if (s->hidden > 0 && !o->all_findings)
        say(out, "%zu more can hardly go wrong: --all-findings shows %s, and why.", s->hidden,
            s->hidden == 1 ? "it" : "them");
    if (s->suppressed > 0)
        say(out, "%zu finding%s suppressed.", s->suppressed, s->suppressed == 1 ? " is" : "s are");
}

static void say_unused_rules(FILE *out, const struct check_rules *rules)
{
    size_t unused = 0;
    for (size_t i = 0; i < rules->count; i++) {
        const struct check_rule *r = &rules->rules[i];
        if (!r->used && unused++ < RULES)
            say(out, "%s:%d: nothing was found that this rule is for.", text_file(r->path),
                r->line);
    }
    if (unused > RULES)
        say(out, "and %zu more rules.", unused - RULES);
}

// ---- what was not checked -----------------------------------------------------------------------

static void say_full(FILE *out, uint64_t lost, unsigned most, const char *what)
{
    if (lost > 0)
        say(out, "more than %s %s: the rest is not checked.", text_grouped(most).text, what);
}

static void say_losses(FILE *out, const struct checked_process *p)
{
    say_full(out, p->lost.threads, PAWL_CHECK_THREADS, "threads at once");
    say_full(out, p->lost.held, PAWL_CHECK_HELD, "locks in the hands of one thread");
    say_full(out, p->lost.locks, PAWL_CHECK_LOCKS - 1, "locks");
    say_full(out, p->lost.classes, PAWL_CHECK_CLASSES - 1, "kinds of locks");
    say_full(out, p->lost.edges, PAWL_CHECK_EDGES - 1, "lock orders");
    say_full(out, p->lost.pairs, PAWL_CHECK_PAIRS - 1, "orders of single locks");
    say_full(out, p->lost.findings, PAWL_CHECK_FINDINGS, "findings");
    if (p->lost_stacks > 0)
        say(out, "more than %s different stacks: some are not known.",
            text_grouped(PAWL_RECORD_STACKS - 1).text);
    if (p->lost_modules > 0)
        say(out, "more than %s libraries: functions in some have no names.",
            text_grouped(PAWL_RECORD_MODULES).text);
    if (p->lost_events > 0)
        say(out, "%s lock operation%s in signal handlers could not be checked.",
            text_grouped(p->lost_events).text, text_plural(p->lost_events));
}

// The same sentence may be true of several processes.
static bool was_noted(const struct checked *c, size_t process, const char *note)
{
    for (size_t i = 0; i < process; i++) {
        const struct profile_process *about = &c->processes[i].about;
        for (size_t j = 0; j < about->note_count; j++) {
            if (about->notes[j] == note) // equal texts of a profile are one
                return true;
        }
    }
    return false;
}

static void say_notes(FILE *out, const struct checked *c)
{
    for (size_t i = 0; i < c->process_count; i++) {
        const struct profile_process *about = &c->processes[i].about;
        for (size_t j = 0; j < about->note_count; j++) {
            if (!was_noted(c, i, about->notes[j]))
                say(out, "%s", about->notes[j]);
        }
    }
}

void check_sum_up(FILE *out, const struct checked *c, const struct check_rules *rules,
                  const struct run_options *o)
{
    struct sum s = sum_of(c);
    fputc('\n', out);
    if (s.real > 0)
        say_findings(out, &s);
    else
        say_nothing_found(out, &s, c->process_count);
    say_not_shown(out, &s, o);
    say_unused_rules(out, rules);
    say_losses(out, &s.lost);
    say_notes(out, c);
}
