// xalloc.c - memory or the end.
// SPDX-License-Identifier: MIT
#include "xalloc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 128 }; // two cache lines, as pairs of them are fetched together

static void *or_exit(void *p)
{
    if (p)
        return p;
    fputs("pawl: out of memory\n", stderr);
    exit(2);
}

void *xcalloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - ALIGNMENT)
        or_exit(NULL);
    bytes = (bytes / ALIGNMENT + 1) * ALIGNMENT;
    return memset(or_exit(aligned_alloc(ALIGNMENT, bytes)), 0, bytes);
}

void *xrealloc(void *old, size_t size)
{
    return or_exit(realloc(old, size));
}

char *xstrdup(const char *text)
{
    return or_exit(strdup(text));
}
