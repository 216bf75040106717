// text.c - a line about a goroutine.
// SPDX-License-Identifier: MIT
#include "goroutine/text.h"

#include "base/hook.h"
#include "goroutine/g.h"

#define LONGEST_NAME 64

void pawl_text_add_(struct pawl_text *t, const char *s)
{
    while (*s && t->n < sizeof t->s - 1)
        t->s[t->n++] = *s++;
}

static void add_digits(struct pawl_text *t, uint64_t v, unsigned base)
{
    char digits[21];
    char *p = digits + sizeof digits - 1;
    *p = '\0';
    do {
        *--p = "0123456789abcdef"[v % base];
        v /= base;
    } while (v != 0);
    pawl_text_add_(t, p);
}

void pawl_text_number_(struct pawl_text *t, uint64_t v)
{
    add_digits(t, v, 10);
}

void pawl_text_address_(struct pawl_text *t, const void *address)
{
    pawl_text_add_(t, "0x");
    add_digits(t, (uintptr_t)address, 16);
}

// A name is the program's: not too much of it, and no character that would end the line.
static void add_name(struct pawl_text *t, const char *name)
{
    char s[LONGEST_NAME + 1];
    size_t n = 0;
    for (; name[n] && n < LONGEST_NAME; n++)
        s[n] = (unsigned char)name[n] < ' ' || name[n] == 0x7f ? '?' : name[n];
    s[n] = '\0';
    pawl_text_add_(t, s);
}

void pawl_text_goroutine_(struct pawl_text *t, const struct pawl_g *g)
{
    pawl_text_add_(t, "goroutine ");
    pawl_text_number_(t, g->id);
    if (g->name) {
        pawl_text_add_(t, " (");
        add_name(t, g->name);
        pawl_text_add_(t, ")");
    }
}

static const char *kind_of(unsigned how)
{
    switch ((enum pawl_kind)(how >> PAWL_OF_SHIFT_ & PAWL_OF_MASK_)) {
    case PAWL_KIND_MUTEX: return "mutex";
    case PAWL_KIND_RWMUTEX: return "RWMutex";
    case PAWL_KIND_COND: return "Cond";
    case PAWL_KIND_WAITGROUP: return "WaitGroup";
    case PAWL_KIND_ONCE: return "Once";
    case PAWL_KIND_SEMAPHORE: return "semaphore";
    case PAWL_KIND_REENTRANT: return "reentrant lock";
    case PAWL_KIND_CHANNEL: return "channel";
    }
    return "lock";
}

void pawl_text_wait_(struct pawl_text *t, const struct pawl_g *g)
{
    if (g->lock == NULL) {
        pawl_text_add_(t, " waits for a NULL ");
        pawl_text_add_(t, kind_of(g->how));
        return;
    }
    pawl_text_add_(t, " waits for the ");
    pawl_text_add_(t, kind_of(g->how));
    pawl_text_add_(t, " at ");
    pawl_text_address_(t, g->lock);
}
