// check_scenario.c - findings on the terminal: how the threads would have to meet.
// SPDX-License-Identifier: MIT
//
//     one thread                     another
//     ----------                     -------
//     locks queue_lock
//                                    locks log_lock
//     waits for log_lock
//                                    waits for queue_lock
//
// Time goes down. Longer circles than of three threads do not fit into 80 columns; the numbered
// steps say the same.
#include "check/check_print.h"

#include "text.h"

#include <string.h>

enum { MOST = 3, LEFT = 5, WIDTH = 75, TEXT = 2 }; // columns of the terminal, but for MOST

struct scenario {
    size_t columns;
    const char *heads[MOST];
    char rows[2 * MOST][200]; // what happens
    size_t by[2 * MOST];      // in which column
    size_t row_count;
};

static void add_row(struct scenario *s, size_t column, const char *verb, const char *name)
{
    size_t row = s->row_count++;
    s->by[row] = column;
    s->rows[row][0] = '\0';
    text_add(s->rows[row], sizeof s->rows[row], "%s %s", verb, name);
}

// ---- names that fit -----------------------------------------------------------------------------

static size_t columns_of(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static bool fits(const struct checked_finding *f, size_t count, size_t width)
{
    for (size_t i = 0; i < count; i++) {
        const struct checked_lock *held = &f->steps[i].held;
        if (!held->name || held->described ||
            columns_of(held->name) + strlen("read-locks  ") > width)
            return false;
    }
    return true;
}

static const char *name_of(const struct checked_finding *f, size_t i, bool plain)
{
    static const char *const letters[MOST] = {"A", "B", "C"};
    return plain ? f->steps[i % f->step_count].held.name : letters[i % f->step_count];
}

static void print_letters(const struct check_printer *to, const struct checked_finding *f,
                          size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_print_sentence(to, LEFT, "%s is %s", name_of(f, i, false),
                             check_words_name(&f->steps[i].held).text);
}

// ---- the picture --------------------------------------------------------------------------------

static void print_cell(FILE *out, const char *text, size_t column, size_t width)
{
    fprintf(out, "%*s%s\n", (int)(LEFT + column * width), "", text);
}

static void print_heads(FILE *out, const struct scenario *s, size_t width, bool line)
{
    fprintf(out, "%*s", LEFT, "");
    for (size_t i = 0; i < s->columns; i++) {
        char text[40] = "";
        text_add(text, sizeof text, "%s", s->heads[i]);
        if (line)
            memset(text, '-', strlen(text));
        fprintf(out, "%-*s", i + 1 < s->columns ? (int)width : 0, text);
    }
    fputc('\n', out);
}

static void print_picture(const struct check_printer *to, const struct scenario *s)
{
    size_t width = WIDTH / s->columns;
    fputc('\n', to->out);
    print_heads(to->out, s, width, false);
    print_heads(to->out, s, width, true);
    for (size_t i = 0; i < s->row_count; i++)
        print_cell(to->out, s->rows[i], s->by[i], width);
}

static void print_order(const struct check_printer *to, const struct checked_finding *f)
{
    bool plain = fits(f, f->step_count, WIDTH / f->step_count);
    struct scenario s = {.columns = f->step_count, .heads = {"one thread", "another", "a third"}};
    for (size_t i = 0; i < f->step_count; i++)
        add_row(&s, i, f->steps[i].held_flags & PAWL_CHECK_SHARED ? "read-locks" : "locks",
                name_of(f, i, plain));
    for (size_t i = 0; i < f->step_count; i++)
        add_row(&s, i, "waits for", name_of(f, i + 1, plain));
    if (!plain)
        print_letters(to, f, f->step_count);
    print_picture(to, &s);
}

static void print_reader(const struct check_printer *to, const struct checked_finding *f)
{
    bool plain = fits(f, 1, WIDTH / 2);
    struct scenario s = {.columns = 2, .heads = {"a reader", "a writer"}};
    add_row(&s, 0, "read-locks", name_of(f, 0, plain));
    add_row(&s, 1, "waits for", name_of(f, 0, plain));
    add_row(&s, 0, "waits for", name_of(f, 0, plain));
    if (!plain)
        print_letters(to, f, 1);
    print_picture(to, &s);
}

void check_print_scenario(const struct check_printer *to, const struct checked_finding *f)
{
    bool reader = f->kind == PAWL_FOUND_READ_AGAIN;
    if (!reader && (f->step_count < 2 || f->step_count > MOST))
        return;
    fputc('\n', to->out);
    check_print_sentence(to, TEXT, "It is a deadlock when they meet like this, time going down:");
    if (reader)
        print_reader(to, f);
    else
        print_order(to, f);
}
