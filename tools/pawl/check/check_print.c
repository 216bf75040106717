// check_print.c - findings on the terminal: the frame that all have in common.
// SPDX-License-Identifier: MIT
#include "check/check_print.h"

#include "check/check_kinds.h"
#include "report_stack.h"
#include "text.h"

#include <stdarg.h>
#include <string.h>

enum { HEAD = 6 }; // columns of "pawl: "

void check_print_sentence(const struct check_printer *to, int indent, const char *format, ...)
{
    char text[4000];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fprintf(to->out, "%*s", indent, "");
    text_print_wrapped(to->out, indent, indent, text);
}

void check_print_stack(const struct check_printer *to, const struct profile_stack *s, int indent)
{
    report_stack(to->out, to->names, s, indent, to->wide);
}

// ---- the head -----------------------------------------------------------------------------------

static void print_title(const struct check_printer *to, const struct checked_finding *f)
{
    const struct check_kind *kind = check_kind_of(f->kind);
    char text[300] = "";
    text_add(text, sizeof text, "pawl: %s: %s", kind->word, kind->meaning);
    text_print_wrapped(to->out, 0, HEAD, text);
}

static void print_where(const struct check_printer *to, const struct checked_finding *f)
{
    char times[60] = "";
    // A deadlock happens once; each of its threads finds it.
    bool stands = f->kind == PAWL_FOUND_DEADLOCK || f->kind == PAWL_FOUND_ASLEEP;
    if (f->times > 1 && !stands)
        text_add(times, sizeof times, ", and so far %s times", text_grouped(f->times).text);
    check_print_sentence(to, HEAD, "in %s, %s after it began%s",
                         check_words_program(to->process).text,
                         text_duration((double)f->after_ns).text, times);
}

static void print_doubts(const struct check_printer *to, const struct checked_finding *f)
{
    for (uint32_t flag = 1; flag < PAWL_FINDING_HIDDEN; flag <<= 1) {
        const char *because = f->flags & flag ? check_hidden_because(flag) : NULL;
        if (because)
            check_print_sentence(to, HEAD, "Usually hidden: %s.", because);
    }
    if (f->suppressed)
        check_print_sentence(to, HEAD, "Suppressed: %s", f->suppressed);
}

// ---- the body -----------------------------------------------------------------------------------

static void print_body(const struct check_printer *to, const struct checked_finding *f)
{
    switch (f->kind) {
    case PAWL_FOUND_DEADLOCK:
    case PAWL_FOUND_ORDER:
    case PAWL_FOUND_REENTRY: check_print_circle(to, f); break;
    case PAWL_FOUND_READ_AGAIN: check_print_reader(to, f); break;
    case PAWL_FOUND_ASLEEP: check_print_sleepers(to, f); break;
    default: check_print_deed(to, f); break;
    }
}

void check_print(const struct check_printer *to, const struct checked_finding *f)
{
    print_title(to, f);
    print_where(to, f);
    print_doubts(to, f);
    fputc('\n', to->out);
    print_body(to, f);
    if (f->kind == PAWL_FOUND_ORDER || f->kind == PAWL_FOUND_READ_AGAIN)
        check_print_scenario(to, f);
    fputc('\n', to->out);
    check_print_advice(to, f);
}
