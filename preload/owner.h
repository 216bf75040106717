// owner.h - who holds a lock: the kernel's number of a thread, where the C library has it, too.
// SPDX-License-Identifier: MIT
#ifndef PAWL_PRELOAD_OWNER_H
#define PAWL_PRELOAD_OWNER_H

#include <pawl/word.h>

// The calling thread's number; 0: not asked for yet. Initial-exec: the access allocates nothing.
extern _Thread_local uint32_t owner_number
    __attribute__((__tls_model__("initial-exec"), __visibility__("hidden")));

uint32_t owner_find(void);

// owner_self returns the calling thread's number, never 0.
static inline uint32_t owner_self(void)
{
    return PAWL_LIKELY(owner_number != 0) ? owner_number : owner_find();
}

// owner_is_self tells whether it is the calling thread's, also if that is a forked child's and the
// parent's thread locked it before the fork.
bool owner_is_self(uint32_t owner);

// owner_begin sees to that. At load time.
void owner_begin(void);

#endif
