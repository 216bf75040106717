// race_rlock_wide.c - the same with the wide RWMutex.
// SPDX-License-Identifier: MIT
#define WIDE
#include "race_rlock.c"
