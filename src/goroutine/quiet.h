// quiet.h - what others may ask of the scheduler: how many goroutines there are, and threads for
// them, and whether they all wait.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_GOROUTINE_QUIET_H
#define PAWL_SRC_GOROUTINE_QUIET_H

#include <stdbool.h>
#include <stdint.h>

struct pawl_quiet {
    uint32_t threads; // of the scheduler: they run goroutines, or wait for some
    uint64_t tasks;   // goroutines that have begun and not ended, but for those that are threads
    bool quiet;       // none runs, or is ready to, but for the caller, if it is one
};

// pawl_quiet_ looks at this moment. All zero, and quiet, before the first goroutine.
struct pawl_quiet pawl_quiet_(void);

#endif
