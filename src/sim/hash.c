// hash.c - a state in 64 bits.
// SPDX-License-Identifier: MIT
#include "sim/core.h"

#include <string.h>

// 64 bits of a multiply-and-fold hash: with 10^7 states, two different ones meet with a
// probability of 3 in a million.
uint64_t sim_hash(uint64_t h, const void *data, size_t size)
{
    const char *p = data;
    for (; size >= 8; p += 8, size -= 8) {
        uint64_t x;
        memcpy(&x, p, 8);
        h = (h ^ x) * UINT64_C(0x9fb21c651e98df25);
        h ^= h >> 32;
    }
    uint64_t rest = size;
    memcpy(&rest, p, size);
    h = (h ^ rest) * UINT64_C(0xd6e8feb86659fd93);
    return h ^ (h >> 32);
}
