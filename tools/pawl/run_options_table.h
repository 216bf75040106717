// run_options_table.h - the options of `pawl run` and `pawl report`: one table for parser and help.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_OPTIONS_TABLE_H
#define PAWL_TOOLS_RUN_OPTIONS_TABLE_H

#include "run_options.h"

enum {
    LOCK = 256,
    HOLD,
    SAMPLE,
    OUTPUT,
    SIGNAL,
    AGAINST,
    KEY,
    ROWS_MOST,
    SITE,
    STACKS,
    WIDE,
    PID,
    ALL_PROCESSES,
    RAW_ADDRESSES,
    JSON,
    HTML,
    PPROF,
    FOLDED,
    BY,
    REPORT_TO,
    QUIET,
    HELP,
    CHECK,
    HELD_TOO_LONG,
    ON_FINDING,
    EXIT_CODE,
    SUPPRESS,
    ALL_FINDINGS,
    OPTIONS_END
};

struct option_row {
    const char *name;
    char letter; // 0: none
    int verbs;   // enum run_verb
    int aims;    // enum run_aim
    const char *value, *help;
};

enum { ROWS = OPTIONS_END - LOCK };

extern const struct option_row option_rows[ROWS]; // in the order of the numbers

// option_take_flag and option_take_value note an option; the latter returns false, and says why, if
// the value is none of this option's.
void option_take_flag(struct run_options *o, int option);
bool option_take_value(struct run_options *o, int option, const char *value, char *why,
                       size_t size);

#endif
