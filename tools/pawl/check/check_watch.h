// check_watch.h - says what the checks find while the processes of a run are still running.
// SPDX-License-Identifier: MIT
//
// A program in a deadlock never ends: whoever waits for its end would never hear of it.
#ifndef PAWL_TOOLS_CHECK_WATCH_H
#define PAWL_TOOLS_CHECK_WATCH_H

#include "check/check_suppress.h"
#include "run_options.h"

struct check_watch;

// check_watch_new prepares to watch the records in folder; o and folder must outlive it. Reads the
// suppression files, and opens the one for the report. NULL, and why.
struct check_watch *check_watch_new(const struct run_options *o, const char *folder, char *why,
                                    size_t size);

// check_watch_look prints what was found since the last look, and removes records of processes that
// have ended without findings. arg is the struct check_watch.
void check_watch_look(void *arg);

// check_watch_end looks once more, prints the sum, and writes the JSON file. found: is there
// anything that a user should look at? False, and why, if something could not be read or written.
bool check_watch_end(struct check_watch *w, bool *found, char *why, size_t size);

// check_watch_all returns what was read.
const struct checked *check_watch_all(const struct check_watch *w);

// check_watch_has_locks tells whether any process of the run has used a lock.
bool check_watch_has_locks(const struct check_watch *w);

void check_watch_free(struct check_watch *w);

#endif
