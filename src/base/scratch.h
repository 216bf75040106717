// scratch.h - memory for a moment: threads may have small stacks.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_BASE_SCRATCH_H
#define PAWL_SRC_BASE_SCRATCH_H

#include <stddef.h>

// pawl_scratch_ returns so many bytes, all zero; NULL: none. Not from malloc, which may be what has
// called.
void *pawl_scratch_(size_t bytes);
void pawl_scratch_end_(void *scratch, size_t bytes);

#endif
