// lowlevellock.h - glibc's own locks as calls that a reader of C can see: in front of glibc's
// header on the include path.
// SPDX-License-Identifier: MIT
#include_next <lowlevellock.h>
#ifndef VET_LOWLEVELLOCK
#define VET_LOWLEVELLOCK
void vet_lll_lock(int *futex);
int vet_lll_trylock(int *futex);
void vet_lll_unlock(int *futex);
#undef lll_lock
#undef lll_trylock
#undef lll_unlock
#define lll_lock(futex, private) vet_lll_lock(&(futex))
#define lll_trylock(futex) vet_lll_trylock(&(futex))
#define lll_unlock(futex, private) vet_lll_unlock(&(futex))
#endif
