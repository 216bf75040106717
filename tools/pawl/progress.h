// progress.h - a bar with the time left, on standard error if that is a terminal, and no dumb one.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROGRESS_H
#define PAWL_TOOLS_PROGRESS_H

#include <stdint.h>

// progress_begin starts a bar of so many steps, each planned to take step_ns.
void progress_begin(int steps, int64_t step_ns);

// progress_show draws it; label says what is going on.
void progress_show(const char *label);

// progress_step says that one more step is done.
void progress_step(void);

// progress_hide erases it, before something else is printed; progress_show draws it again.
void progress_hide(void);

// progress_end erases it for good.
void progress_end(void);

#endif
