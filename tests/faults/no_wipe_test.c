// no_wipe_test.c - fork_test.c on a kernel that does not know MADV_WIPEONFORK.
// SPDX-License-Identifier: MIT
//
// The linker puts the function below between the library and libc (--wrap). The library then wipes
// the child's table by a fork handler.
#include "support/sanitizer.h"

#include <sys/mman.h>

// A quarter of the rounds: what comes after the wiping is the same.
#undef SCALED
#define SCALED(n) ((n) / (UNDER_ASAN ? 8 : 4))

#include "../fork_test.c"

int __wrap_madvise(void *memory, size_t size, int advice);

int __wrap_madvise(void *memory, size_t size, int advice)
{
    (void)memory;
    (void)size;
    (void)advice;
    errno = EINVAL;
    return -1;
}
