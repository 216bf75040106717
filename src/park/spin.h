// spin.h - waiting without sleeping, for a moment.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_PARK_SPIN_H
#define PAWL_SRC_PARK_SPIN_H

#include <stdbool.h>
#include <stdint.h>

// One attempt to wait by spinning. All zero: not begun.
struct pawl_spin {
    int64_t until;
};

// pawl_spin_ burns a moment and returns true, or returns false when it is time to sleep: at once
// with a single usable CPU, else when the time budget is used up. Budgets are time and not a count
// of PAUSE instructions, of which one takes 10 to 140 cycles by CPU model.
// A goroutine does not spin while others could run in its place.
bool pawl_spin_(struct pawl_spin *spin);

// pawl_spin_briefly_ is the same for what is held for a few dozen instructions and never by
// somebody who waits: there a goroutine may spin, too.
bool pawl_spin_briefly_(struct pawl_spin *spin);

// pawl_cpus_ returns how many CPUs this process may use (at least 1), as of the first call.
unsigned pawl_cpus_(void);

// pawl_pause_ tells the CPU that this is a spinning loop.
void pawl_pause_(void);

#endif
