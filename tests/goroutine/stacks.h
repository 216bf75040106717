// stacks.h - for the tests of stacks: takes one, and counts those that were ever made.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_GOROUTINE_STACKS_H
#define PAWL_TESTS_GOROUTINE_STACKS_H

#include "goroutine/g.h"
#include "support/suite.h"

static inline struct pawl_g *take(size_t size, struct pawl_stack_cache *cache)
{
    struct pawl_g *g = pawl_stack_take_(size, cache);
    ck_assert_ptr_nonnull(g);
    return g;
}

static inline bool count_one(struct pawl_g *g, void *arg)
{
    (void)g;
    ++*(size_t *)arg;
    return true;
}

static inline size_t count_made(void)
{
    size_t n = 0;
    pawl_stack_each_(count_one, &n);
    return n;
}

#endif
