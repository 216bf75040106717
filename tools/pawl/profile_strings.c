// profile_strings.c - the texts of a profile, each kept once.
// SPDX-License-Identifier: MIT
#include "profile_strings.h"

#include "text.h"
#include "xalloc.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct profile_strings {
    void *tree; // of tsearch
};

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

const char *profile_string(struct profile *p, const char *text)
{
    if (!text)
        return NULL;
    if (!p->strings)
        p->strings = xcalloc(1, sizeof *p->strings);
    char *tame = xstrdup(text);
    text_tame(tame);
    char *const *kept = tsearch(tame, &p->strings->tree, compare);
    if (!kept)
        abort(); // no memory: xstrdup has had the last of it
    if (*kept != tame)
        free(tame);
    return *kept;
}

void profile_strings_free(struct profile_strings *s)
{
    if (!s)
        return;
    tdestroy(s->tree, free);
    free(s);
}
