// run_waits.h - what `pawl run` says of where threads waited.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_WAITS_H
#define PAWL_TOOLS_RUN_WAITS_H

#include "profile.h"
#include "run_launch.h"
#include "run_options.h"

// A run that is under way.
struct running {
    const struct run_options *options;
    const char *folder;        // of the records
    struct check_watch *watch; // with --check; else NULL
    bool launched;
};

// run_waits_collect reads the records that are there. Returns false, and says why, if one cannot be
// read.
bool run_waits_collect(const struct running *r, struct profile *p);

// run_waits_now prints the report while the program runs. arg is the struct running.
void run_waits_now(void *arg);

// run_waits_set_end sets the end of a program that could not note it itself.
void run_waits_set_end(struct profile *p, const struct run_launch *l);

// run_waits_report writes the files and the report. seen: pawl could get into the program. Returns
// 0, or 2.
int run_waits_report(const struct running *r, struct profile *p, bool seen);

// run_say_no_record says that there was nothing to record, unless it is clear why.
void run_say_no_record(const struct run_options *o, bool seen);

#endif
