// random.c - a generator for each thread: xorshift, 32 bits.
// SPDX-License-Identifier: MIT
#include "base/random.h"

#include <pawl/clock.h>

static _Thread_local uint32_t state __attribute__((__tls_model__("initial-exec")));

uint32_t pawl_random_(uint32_t n)
{
    uint32_t x = state;
    if (x == 0)
        x = ((uint32_t)pawl_now() ^ (uint32_t)((uintptr_t)&state >> 4)) | 1;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    state = x;
    return (uint32_t)((uint64_t)x * n >> 32);
}
