// check_print.h - findings on the terminal.
// SPDX-License-Identifier: MIT
//
// Each begins with a line "pawl: KIND: ...", for people and for grep.
#ifndef PAWL_TOOLS_CHECK_PRINT_H
#define PAWL_TOOLS_CHECK_PRINT_H

#include "check/check_words.h"

struct check_printer {
    FILE *out;
    struct profile *names; // of struct checked
    const struct checked_process *process;
    bool wide; // whole names, and whole stacks
};

// check_print prints a finding: what happened, where, and what to do about it.
void check_print(const struct check_printer *to, const struct checked_finding *f);

// The parts of it. A sentence is broken at 80 columns and indented; it ends in "at" if a stack
// follows it.
__attribute__((format(printf, 3, 4))) void check_print_sentence(const struct check_printer *to,
                                                                int indent, const char *format,
                                                                ...);
void check_print_stack(const struct check_printer *to, const struct profile_stack *s, int indent);
void check_print_circle(const struct check_printer *to, const struct checked_finding *f);
void check_print_reader(const struct check_printer *to, const struct checked_finding *f);
void check_print_sleepers(const struct check_printer *to, const struct checked_finding *f);
void check_print_deed(const struct check_printer *to, const struct checked_finding *f);
void check_print_scenario(const struct check_printer *to, const struct checked_finding *f);
void check_print_advice(const struct check_printer *to, const struct checked_finding *f);

#endif
