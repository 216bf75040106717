// lab_work.c - work of a known length, and numbers that look random.
// SPDX-License-Identifier: MIT
#include "lab_scenario.h"

uint32_t lab_random(uint32_t *state)
{
    *state ^= *state << 13; // Marsaglia's xorshift; 0 is the one bad seed
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

// Each step depends on the one before, and reading and writing x is seen: no compiler can shorten
// it.
void lab_work(uint32_t steps)
{
    volatile uint32_t x = 1;
    uint32_t y = x;
    for (uint32_t i = 0; i < steps; i++)
        lab_random(&y);
    x = y;
}

// The shortest of some trials is the one that nobody interrupted. 0.7 ms in all.
uint32_t lab_steps_of(int64_t ns)
{
    enum { TRIALS = 7, STEPS = 50000 };
    int64_t shortest = INT64_MAX;
    for (int i = 0; i < TRIALS; i++) {
        int64_t start = pawl_now();
        lab_work(STEPS);
        int64_t took = pawl_now() - start;
        if (took < shortest)
            shortest = took;
    }
    return (uint32_t)((double)ns * STEPS / (double)(shortest > 0 ? shortest : 1));
}
