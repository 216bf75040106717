// text.c - a line about a goroutine.
// SPDX-License-Identifier: MIT
#include "goroutine/text.h"

#include "goroutine/g.h"

void pawl_text_add_(struct pawl_text *t, const char *s)
{
    while (*s && t->n < sizeof t->s - 1)
        t->s[t->n++] = *s++;
}

void pawl_text_number_(struct pawl_text *t, uint64_t v)
{
    char digits[21];
    char *p = digits + sizeof digits - 1;
    *p = '\0';
    do {
        *--p = (char)('0' + v % 10);
        v /= 10;
    } while (v != 0);
    pawl_text_add_(t, p);
}

void pawl_text_goroutine_(struct pawl_text *t, const struct pawl_g *g)
{
    pawl_text_add_(t, "goroutine ");
    pawl_text_number_(t, g->id);
    if (g->name) {
        pawl_text_add_(t, " (");
        pawl_text_add_(t, g->name);
        pawl_text_add_(t, ")");
    }
}
