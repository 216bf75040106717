// scratch.c - memory for a moment.
// SPDX-License-Identifier: MIT
#include "base/scratch.h"

#include <errno.h>
#include <sys/mman.h>

void *pawl_scratch_(size_t bytes)
{
    int saved = errno;
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    errno = saved;
    return p == MAP_FAILED ? NULL : p;
}

void pawl_scratch_end_(void *scratch, size_t bytes)
{
    munmap(scratch, bytes);
}
