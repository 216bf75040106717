// play_table.c - a play's steps and cases, in words.
// SPDX-License-Identifier: MIT
#include "sim/play_table.h"

#include "clients/edition_words.h"
#include "sema/table.h"

#include <stdio.h>
#include <string.h>

// ---- one step -----------------------------------------------------------------------------------

static void add(char *out, size_t size, const char *text)
{
    size_t length = strlen(out);
    snprintf(out + length, size - length, "%s%s", length ? ", " : "", text);
}

static void add_bit(char *out, size_t size, uint32_t old, uint32_t value, uint32_t bit,
                    const char *sets, const char *clears)
{
    if ((old ^ value) & bit)
        add(out, size, value & bit ? sets : clears);
}

static void add_count(char *out, size_t size, uint32_t old, uint32_t value)
{
    if (value != old)
        add(out, size, value > old ? "one waiter more" : "one waiter less");
}

void sim_edition_change(const struct pawl_edition *e, uint32_t old, uint32_t value, char *out,
                        size_t size)
{
    out[0] = '\0';
    if (e == &pawl_edition_m2008_) {
        add(out, size, value > old ? "adds 1 to the key" : "takes 1 from the key");
        return;
    }
    bool textbook = e == &pawl_edition_textbook_;
    bool mode = e == &pawl_edition_m2016_ || e == &pawl_edition_pawl_;
    add_bit(out, size, old, value, 1, textbook ? "takes it" : "sets LOCKED",
            textbook ? "makes it available" : "clears LOCKED");
    bool due = e == &pawl_edition_pawl_ && (value & ~old & 4) != 0 && (value & 2) != 0;
    bool served = e == &pawl_edition_pawl_ && (old & value & 4) != 0;
    if (due && (old & 2) != 0)
        add(out, size, "clears WOKEN"); // gives the wake back, and takes the bit anew
    else if (!textbook)
        add_bit(out, size, old, value, 2, "sets WOKEN", served ? "clears DUE" : "clears WOKEN");
    if (mode)
        add_bit(out, size, old, value, 4, due ? "sets STARVING and DUE" : "sets STARVING",
                "clears STARVING");
    int shift = textbook ? 1 : mode ? 3 : 2;
    add_count(out, size, old >> shift, value >> shift);
}

// ---- the table ----------------------------------------------------------------------------------

bool sim_at_front(int thread)
{
    const struct pawl_waiter *front = pawl_process_()->table->buckets[0].root;
    return front != NULL && front->owner == sim_parker(thread) && front->next != front;
}

static const char *words(struct sim_fate fate)
{
    switch (fate.end) {
    case SIM_TAKES: return fate.spun ? "spins, owns it" : "owns it";
    case SIM_SLEEPS_BACK: return fate.spun ? "spins, then sleeps" : "sleeps, at the back";
    case SIM_SLEEPS_FRONT: return fate.spun ? "spins, sleeps in front" : "sleeps, at the front";
    default: return "(there is none)";
    }
}

static void row(const char *title, struct sim_fate newcomer, const char *woken)
{
    printf("%-32s %-20s  %s\n", title, words(newcomer), woken);
}

void sim_print_cases(const struct sim_cases *c)
{
    printf("\nWhat became of those who ran when the lock was ...\n\n%-32s %-20s  %s\n", "",
           "a newcomer", "a woken waiter");
    row("free", c->new_free, words(c->woken_free));
    row("free, a waiter was just woken", c->new_released, "(see free, held)");
    row("held", c->new_held, words(c->woken_held));
    row("free, the woken one was late", c->new_late, words(c->woken_late));
}
