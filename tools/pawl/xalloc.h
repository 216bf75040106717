// xalloc.h - memory or the end: a command that has none left can only say so.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_XALLOC_H
#define PAWL_TOOLS_XALLOC_H

#include <stddef.h>

// xcalloc returns count * size zeroed bytes on cache lines of their own, to be freed with free.
// Never NULL: without memory the command says so and exits with status 2.
void *xcalloc(size_t count, size_t size);

// xrealloc resizes what malloc gave, or NULL; the new part is not zeroed.
void *xrealloc(void *old, size_t size);

char *xstrdup(const char *text);

#endif
