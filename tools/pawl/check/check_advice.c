// check_advice.c - findings on the terminal: what to do about them.
// SPDX-License-Identifier: MIT
#include "check/check_print.h"

#include "check/check_kinds.h"
#include "text.h"

#include <string.h>

enum { TEXT = 2, CONDITION = 4, HOW = 21 }; // columns

static void print_condition(const struct check_printer *to, const char *condition, const char *how)
{
    fprintf(to->out, "%*s%-*s", CONDITION, "", HOW - CONDITION, condition);
    text_print_wrapped(to->out, HOW, HOW, how);
}

// "a, b and c": what the steps hold, one after the other.
static void add_names(char *text, size_t size, const struct checked_finding *f)
{
    for (size_t i = 0; i < f->step_count; i++)
        text_add(text, size, "%s%s",
                 i == 0                  ? ""
                 : i + 1 < f->step_count ? ", "
                                         : " and ",
                 check_words_name(&f->steps[i].held).text);
}

// "account" of "account #2".
static size_t common_part(const char *name)
{
    const char *number = strstr(name, " #");
    return number ? (size_t)(number - name) : 0;
}

// Locks that are told apart by numbers only are of one kind, in which no order is by itself.
static bool are_alike(const struct checked_finding *f)
{
    const char *first = f->steps[0].held.name;
    size_t length = first ? common_part(first) : 0;
    for (size_t i = 0; i < f->step_count; i++) {
        const char *name = f->steps[i].held.name;
        if (length == 0 || !name || common_part(name) != length ||
            strncmp(name, first, length) != 0)
            return false;
    }
    return true;
}

static void print_order(const struct check_printer *to, const struct checked_finding *f)
{
    char text[4000] = "take ";
    if (f->flags & PAWL_FINDING_LEVELS) {
        print_condition(to, "circle",
                        "take the lock of the lower level first, as of a parent "
                        "before its child; two of one level not at once.");
        return;
    }
    if (are_alike(f)) {
        print_condition(to, "circle",
                        "take locks of one kind in an order that every thread can tell: by a "
                        "number in what they protect, or by their addresses.");
        return;
    }
    add_names(text, sizeof text, f);
    text_add(text, sizeof text, " in this order everywhere: step %zu does not.", f->step_count);
    print_condition(to, "circle", text);
}

// A step that lets go of what the one before it wants, and that ends the circle.
static const struct checked_step *last_holder(const struct checked_finding *f, size_t *number)
{
    for (size_t i = f->step_count; i-- > 0;) {
        if (check_is_lock(&f->steps[i].held)) {
            *number = i + 1;
            return &f->steps[i];
        }
    }
    return NULL;
}

static bool has_join(const struct checked_finding *f)
{
    for (size_t i = 0; i < f->step_count; i++) {
        if (f->steps[i].joins)
            return true;
    }
    return false;
}

// A read-write lock that is taken for writing.
static const struct checked_lock *writer(const struct checked_finding *f)
{
    for (size_t i = 0; i < f->step_count; i++) {
        const struct checked_step *s = &f->steps[i];
        if (s->wanted.kind && strcmp(s->wanted.kind, "rwlock") == 0 &&
            !(s->flags & PAWL_CHECK_SHARED))
            return &s->wanted;
    }
    return NULL;
}

static void print_hold(const struct check_printer *to, const struct checked_step *s, size_t number)
{
    char text[2400] = "";
    text_add(text, sizeof text, "unlock %s before ", check_words_name(&s->held).text);
    if (s->joins)
        text_add(text, sizeof text, "waiting for the end of the thread, in step %zu.", number);
    else
        text_add(text, sizeof text, "locking %s, in step %zu.", check_words_name(&s->wanted).text,
                 number);
    print_condition(to, "hold and wait", text);
}

static void print_conditions(const struct check_printer *to, const struct checked_finding *f)
{
    size_t number = 0;
    const struct checked_step *s = last_holder(f, &number);
    const struct checked_lock *written = writer(f);
    char text[2400] = "";
    if (!has_join(f))
        print_order(to, f);
    if (!s)
        return;
    print_hold(to, s, number);
    if (!s->joins) {
        text_add(text, sizeof text,
                 "trylock %s in step %zu; if it is not free unlock %s and begin again.",
                 check_words_name(&s->wanted).text, number, check_words_name(&s->held).text);
        print_condition(to, "no taking away", text);
    }
    text[0] = '\0';
    if (written) {
        text_add(text, sizeof text, "take %s for reading where nothing is written.",
                 check_words_name(written).text);
        print_condition(to, "exclusive use", text);
    }
}

void check_print_advice(const struct check_printer *to, const struct checked_finding *f)
{
    check_print_sentence(to, TEXT, "What to do: %s", check_kind_of(f->kind)->advice);
    if (f->kind == PAWL_FOUND_DEADLOCK || f->kind == PAWL_FOUND_ORDER)
        print_conditions(to, f);
}
