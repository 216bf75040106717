// lowlock.h - the lock below the locks: guards one bucket of the semaphore table.
// SPDX-License-Identifier: MIT
//
// A futex lock in three states, held for a few dozen instructions. Zero is unlocked.
#ifndef PAWL_SRC_PARK_LOWLOCK_H
#define PAWL_SRC_PARK_LOWLOCK_H

#include <pawl/word.h>

struct pawl_lowlock {
    pawl_word state; // 0 free, 1 held, 2 held and somebody may sleep
};

void pawl_lowlock_lock_(struct pawl_lowlock *l);
void pawl_lowlock_unlock_(struct pawl_lowlock *l);

#endif
