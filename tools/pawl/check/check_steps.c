// check_steps.c - findings on the terminal: who holds what and waits for what.
// SPDX-License-Identifier: MIT
#include "check/check_print.h"

#include "text.h"
#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 2, TEXT = 5, STACK = 7 }; // columns of "1.", of what it says, and of its stacks

static void print_numbered(const struct check_printer *to, size_t number, const char *text)
{
    fprintf(to->out, "%*s%zu. ", STEP, "", number);
    text_print_wrapped(to->out, TEXT, TEXT, text);
}

// "waits for ", "has waited 600 ms for ".
static struct check_words waits(int64_t ns)
{
    struct check_words w = {""};
    if (ns > 0)
        text_add(w.text, sizeof w.text, "has waited %s for ", text_duration((double)ns).text);
    else
        text_add(w.text, sizeof w.text, "waits for ");
    return w;
}

// ---- circles ------------------------------------------------------------------------------------

// What a step's thread does about what the next one holds.
static struct check_words does(const struct check_printer *to, const struct checked_finding *f,
                               size_t i)
{
    const struct checked_step *s = &f->steps[i];
    const struct checked_step *next = &f->steps[(i + 1) % f->step_count];
    struct check_words w =
        f->kind == PAWL_FOUND_ORDER ? (struct check_words){"took "} : waits(s->ns);
    bool gives_up = f->kind == PAWL_FOUND_DEADLOCK && (s->flags & PAWL_CHECK_GIVES_UP);
    if (s->joins)
        text_add(w.text, sizeof w.text, "the end of %s",
                 check_words_thread(to->process, &next->thread).text);
    else if (f->kind == PAWL_FOUND_REENTRY)
        text_add(w.text, sizeof w.text, "it again");
    else
        text_add(w.text, sizeof w.text, "%s%s", check_words_lock(&s->wanted, s->flags).text,
                 gives_up ? ", with a deadline" : "");
    return w;
}

static void print_step(const struct check_printer *to, const struct checked_finding *f, size_t i)
{
    const struct checked_step *s = &f->steps[i];
    char text[2400] = "";
    text_add(text, sizeof text, "%s ", check_words_thread(to->process, &s->thread).text);
    if (check_is_lock(&s->held)) {
        text_add(text, sizeof text, "%s %s, taken at",
                 f->kind == PAWL_FOUND_ORDER ? "held" : "holds",
                 check_words_lock(&s->held, s->held_flags).text);
        print_numbered(to, i + 1, text);
        check_print_stack(to, &s->held_stack, STACK);
        check_print_sentence(to, TEXT, "and %s, at", does(to, f, i).text);
    } else {
        text_add(text, sizeof text, "%s, at", does(to, f, i).text);
        print_numbered(to, i + 1, text);
    }
    check_print_stack(to, &s->stack, STACK);
}

void check_print_circle(const struct check_printer *to, const struct checked_finding *f)
{
    for (size_t i = 0; i < f->step_count; i++)
        print_step(to, f, i);
    if (f->step_count > 1 && f->kind == PAWL_FOUND_DEADLOCK)
        check_print_sentence(to, STEP, "Each waits for the next one, and the last for the first.");
}

// ---- read again ---------------------------------------------------------------------------------

// The second step, if there is one, is a writer.
void check_print_reader(const struct check_printer *to, const struct checked_finding *f)
{
    const struct checked_step *s = &f->steps[0];
    char text[2400] = "";
    text_add(text, sizeof text, "%s held %s, taken at",
             check_words_thread(to->process, &s->thread).text,
             check_words_lock(&s->held, PAWL_CHECK_SHARED).text);
    print_numbered(to, 1, text);
    check_print_stack(to, &s->held_stack, STACK);
    check_print_sentence(to, TEXT, "and took it for reading again, at");
    check_print_stack(to, &s->stack, STACK);
    for (size_t i = 1; i < f->step_count; i++) {
        s = &f->steps[i];
        text[0] = '\0';
        text_add(text, sizeof text, "%s took it for writing, at",
                 check_words_thread(to->process, &s->thread).text);
        print_numbered(to, i + 1, text);
        check_print_stack(to, &s->stack, STACK);
    }
}

// ---- asleep -------------------------------------------------------------------------------------

// Equal texts of a profile are one.
static bool same_stack(const struct profile_stack *a, const struct profile_stack *b)
{
    if (a->depth != b->depth)
        return false;
    for (size_t i = 0; i < a->depth; i++) {
        const struct profile_frame *x = &a->frames[i];
        const struct profile_frame *y = &b->frames[i];
        if (x->function != y->function || x->module != y->module || x->offset != y->offset ||
            x->line != y->line)
            return false;
    }
    return true;
}

static bool sleeps_alike(const struct checked_step *a, const struct checked_step *b)
{
    return a->wanted.name == b->wanted.name && a->wanted.kind == b->wanted.kind &&
           a->joins == b->joins && a->flags == b->flags && same_stack(&a->stack, &b->stack);
}

static size_t count_alike(const struct checked_finding *f, size_t first, bool *told)
{
    size_t count = 0;
    for (size_t i = first; i < f->step_count; i++) {
        if (told[i] || !sleeps_alike(&f->steps[first], &f->steps[i]))
            continue;
        told[i] = true;
        count++;
    }
    return count;
}

static void print_sleeper(const struct check_printer *to, const struct checked_step *s,
                          size_t number, size_t count)
{
    char text[2400] = "";
    text_add(text, sizeof text, "%s", check_words_thread(to->process, &s->thread).text);
    if (count > 1)
        text_add(text, sizeof text, " and %zu other%s, alike, wait for ", count - 1,
                 text_plural(count - 1));
    else
        text_add(text, sizeof text, " %s", waits(s->ns).text);
    text_add(text, sizeof text, "%s, at",
             s->joins ? "the end of another thread" : check_words_lock(&s->wanted, s->flags).text);
    print_numbered(to, number, text);
    check_print_stack(to, &s->stack, STACK);
}

void check_print_sleepers(const struct check_printer *to, const struct checked_finding *f)
{
    bool *told = xcalloc(f->step_count, sizeof *told);
    size_t number = 0;
    for (size_t i = 0; i < f->step_count; i++) {
        if (!told[i]) {
            size_t count = count_alike(f, i, told);
            print_sleeper(to, &f->steps[i], ++number, count);
        }
    }
    free(told);
}
