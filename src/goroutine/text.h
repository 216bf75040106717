// text.h - a line about a goroutine, put together where snprintf may not be called.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_GOROUTINE_TEXT_H
#define PAWL_SRC_GOROUTINE_TEXT_H

#include <stddef.h>
#include <stdint.h>

struct pawl_g;

// All zero: empty. What does not fit is left out.
struct pawl_text {
    char s[160];
    size_t n;
};

void pawl_text_add_(struct pawl_text *t, const char *s);
void pawl_text_number_(struct pawl_text *t, uint64_t v);
void pawl_text_address_(struct pawl_text *t, const void *address);
void pawl_text_goroutine_(struct pawl_text *t, const struct pawl_g *g); // "goroutine 7 (serve)"
// " waits for the WaitGroup at 0x5581a0", of one that waits in this library.
void pawl_text_wait_(struct pawl_text *t, const struct pawl_g *g);

#endif
