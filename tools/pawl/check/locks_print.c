// locks_print.c - who holds which lock, and who waits, on the terminal.
// SPDX-License-Identifier: MIT
#include "check/locks_print.h"

#include "check/check_words.h"
#include "profile_names.h"
#include "profile_wrappers.h"
#include "report_stack.h"
#include "text.h"

enum { PART = 2, TEXT = 11, STACK = 13, CIRCLE = 64 }; // columns; threads of a circle at most

static void print_place(FILE *out, struct live_locks *all, const struct profile_stack *s,
                        bool stacks)
{
    if (stacks) {
        report_stack(out, &all->names, s, STACK, false);
        return;
    }
    if (s->depth == 0)
        return;
    fprintf(out, "%*s", TEXT, "");
    char text[600] = "";
    text_add(text, sizeof text, "at %s",
             profile_frame_name(&all->names, profile_caller(s->frames, s->depth)));
    text_print_wrapped(out, TEXT, STACK, text);
}

static void print_part(FILE *out, struct live_locks *all, const struct live_process *p,
                       const struct lock_part *part, const char *what, bool stacks)
{
    char text[400] = "";
    text_add(text, sizeof text, "%s", check_words_thread(&p->about, &part->thread).text);
    if (part->shared)
        text_add(text, sizeof text, ", for reading");
    if (part->ns > 0)
        text_add(text, sizeof text, ", for %s", text_duration((double)part->ns).text);
    if (part->gives_up)
        text_add(text, sizeof text, ", with a deadline");
    fprintf(out, "%*s%-*s", PART, "", TEXT - PART, what);
    text_print_wrapped(out, TEXT, TEXT, text);
    print_place(out, all, &part->stack, stacks);
}

static struct check_words words_of(const struct live_process *p, const struct live_lock *l)
{
    struct check_words w = {""};
    if (!l->is_end)
        return check_words_lock(&l->lock, 0);
    text_add(w.text, sizeof w.text, "the end of %s",
             l->ends.tid ? check_words_thread(&p->about, &l->ends).text : "a thread");
    return w;
}

static void print_lock(FILE *out, struct live_locks *all, const struct live_process *p,
                       const struct live_lock *l, bool stacks)
{
    fputc('\n', out);
    text_print_wrapped(out, 0, PART, words_of(p, l).text);
    for (size_t i = 0; i < l->holder_count && !l->is_end; i++)
        print_part(out, all, p, &l->holders[i], "held by", stacks);
    for (size_t i = 0; i < l->waiter_count; i++)
        print_part(out, all, p, &l->waiters[i], "waits", stacks);
}

static void print_circle(FILE *out, const struct live_process *p)
{
    struct checked_thread threads[CIRCLE];
    const struct live_lock *locks[CIRCLE];
    size_t n = locks_circle(p, threads, locks, CIRCLE);
    if (n == 0)
        return;
    fprintf(out, "\n%s\n",
            n > 1 ? "These threads wait for each other:" : "This thread waits for itself:");
    for (size_t i = 0; i < n; i++) {
        char text[2400] = "";
        text_add(text, sizeof text, "%s waits for %s",
                 check_words_thread(&p->about, &threads[i]).text, words_of(p, locks[i]).text);
        if (!locks[i]->is_end)
            text_add(text, sizeof text, ", which %s holds",
                     check_words_thread(&p->about, &threads[(i + 1) % n]).text);
        fprintf(out, "%*s", PART, "");
        text_print_wrapped(out, PART, 2 * PART, text);
    }
}

void locks_print(FILE *out, struct live_locks *all, const struct live_process *p, bool stacks)
{
    char text[600] = "";
    text_add(text, sizeof text, "%s: %zu lock%s held, %zu thread%s wait%s.",
             check_words_program(&p->about).text, p->held_count,
             p->held_count == 1 ? " is" : "s are", p->waiting_count, text_plural(p->waiting_count),
             p->waiting_count == 1 ? "s" : "");
    text_print_wrapped(out, 0, 0, text);
    for (size_t i = 0; i < p->lock_count; i++)
        print_lock(out, all, p, &p->locks[i], stacks);
    print_circle(out, p);
    if (p->incomplete)
        fputs("\nThe record had no room for all: there may be more.\n", out);
    for (size_t i = 0; i < p->about.about.note_count; i++) {
        fputc('\n', out);
        text_print_wrapped(out, 0, 0, p->about.about.notes[i]);
    }
}
