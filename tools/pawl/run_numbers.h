// run_numbers.h - numbers and signals on a command line.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_NUMBERS_H
#define PAWL_TOOLS_RUN_NUMBERS_H

#include <stdbool.h>

// run_number reads a whole number: digits only. False if it is none from low (at least 0) to high.
bool run_number(const char *text, long low, long high, long *out);

// run_signal returns the signal that "USR1", "SIGUSR1" or "10" means, if a process can wait for it;
// else 0.
int run_signal(const char *text);

#endif
