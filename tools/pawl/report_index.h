// report_index.h - numbers for texts: 0 for the first one asked for, 1 for the next new one, ...
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_REPORT_INDEX_H
#define PAWL_TOOLS_REPORT_INDEX_H

#include <stdbool.h>
#include <stddef.h>

struct report_index {
    void *tree; // of tsearch
    size_t count;
};

// report_index_of returns the number of text, and in fresh, if that is not NULL, whether it is new.
size_t report_index_of(struct report_index *index, const char *text, bool *fresh);

void report_index_free(struct report_index *index);

#endif
