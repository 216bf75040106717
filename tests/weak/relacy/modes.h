// modes.h - what weak-relacy can do.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_WEAK_RELACY_MODES_H
#define PAWL_TESTS_WEAK_RELACY_MODES_H

#include "run.h"

// Both print a table that ends with "N passed, M failed", and return the exit status.
int weak_check_all(int factor);
int weak_weaken_all(int factor);

const char *weak_loss_name(enum weak_loss loss);

// weak_seconds returns the CPU time of all runs so far. Unlike time on the wall it says the same on
// a loaded machine.
double weak_seconds(void);

#endif
