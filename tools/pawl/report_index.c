// report_index.c - numbers for texts.
// SPDX-License-Identifier: MIT
#include "report_index.h"

#include "xalloc.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct numbered {
    size_t number;
    char text[];
};

static int compare(const void *a, const void *b)
{
    const struct numbered *x = a;
    const struct numbered *y = b;
    return strcmp(x->text, y->text);
}

size_t report_index_of(struct report_index *index, const char *text, bool *fresh)
{
    size_t size = strlen(text) + 1;
    struct numbered *e = xrealloc(NULL, sizeof *e + size);
    e->number = index->count;
    memcpy(e->text, text, size);
    struct numbered *const *found = tsearch(e, &index->tree, compare);
    if (!found)
        abort(); // no memory: xrealloc has had the last of it
    size_t number = (*found)->number;
    bool is_new = *found == e;
    index->count += is_new;
    if (!is_new)
        free(e);
    if (fresh)
        *fresh = is_new;
    return number;
}

void report_index_free(struct report_index *index)
{
    tdestroy(index->tree, free);
    *index = (struct report_index){NULL, 0};
}
