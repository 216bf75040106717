// depot_test.c - how free stacks go around, and what memory they keep.
// SPDX-License-Identifier: MIT
#include "goroutine/stacks.h"
#include "support/sanitizer.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEFAULT_CLASS 1

static unsigned resident(struct pawl_g *g)
{
    static unsigned char pages[8 << 20 >> 12];
    size_t size = pawl_stack_slot_(g->class_);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned n = 0;
    ck_assert_int_eq(mincore((char *)(g + 1) - size, size, pages), 0);
    for (size_t i = 0; i < size / page; i++)
        n += pages[i] & 1;
    return n;
}

// ---- how they go around -------------------------------------------------------------------------

#define MANY 1000
static struct pawl_g *taken[MANY];

static void take_many(struct pawl_stack_cache *cache)
{
    for (int i = 0; i < MANY; i++) {
        taken[i] = take(PAWL_STACK_DEFAULT, cache);
        EXPECT(taken[i]->class_ == DEFAULT_CLASS, "of class %u", taken[i]->class_);
        EXPECT(taken[i]->arg == NULL, "taken twice");
        taken[i]->arg = taken;
    }
}

static void give_many(struct pawl_stack_cache *cache)
{
    for (int i = 0; i < MANY; i++) {
        taken[i]->arg = NULL;
        pawl_stack_give_(taken[i], cache);
    }
}

// The last one given is the first one taken: the CPU still has it in its caches.
START_TEST(a_cache_gives_what_it_got)
{
    struct pawl_stack_cache cache = {.free = {NULL}};
    ck_assert(pawl_stacks_reserve_());
    struct pawl_g *g[40];
    for (int i = 0; i < 40; i++)
        g[i] = take(PAWL_STACK_DEFAULT, &cache);
    for (int i = 0; i < 40; i++)
        pawl_stack_give_(g[i], &cache);
    for (int i = 40; i-- > 0;)
        ck_assert_ptr_eq(take(PAWL_STACK_DEFAULT, &cache), g[i]);
    ck_assert_uint_eq(count_made(), 40);
}
END_TEST

static unsigned count_cached(const struct pawl_stack_cache *cache, unsigned class_)
{
    unsigned n = 0;
    for (const struct pawl_g *g = cache->free[class_]; g; g = g->next)
        n++;
    ck_assert_uint_eq(n, cache->count[class_]);
    for (const struct pawl_g *g = cache->batch[class_]; g; g = g->next)
        n++;
    return n;
}

// All but a few are free for everybody: another worker, and a thread without a cache.
START_TEST(a_depot_for_all)
{
    static struct pawl_stack_cache a, b;
    ck_assert(pawl_stacks_reserve_());
    take_many(&a);
    give_many(&a);
    size_t made = count_made();
    ck_assert_uint_eq(made, MANY);
    unsigned kept = count_cached(&a, DEFAULT_CLASS);
    ck_assert_uint_le(kept, 64);
    take_many(_i ? NULL : &b);
    ck_assert_uint_eq(count_made(), made + kept);
    give_many(_i ? NULL : &b);
    take_many(_i ? &b : NULL);
    unsigned kept_b = count_cached(&b, DEFAULT_CLASS);
    ck_assert_uint_le(count_made(), made + kept + (_i ? 0 : 64));
    ck_assert_uint_le(kept_b, 64);
}
END_TEST

START_TEST(classes_are_not_mixed)
{
    static struct pawl_stack_cache cache;
    ck_assert(pawl_stacks_reserve_());
    for (int round = 0; round < 3; round++) {
        struct pawl_g *g[PAWL_STACK_CLASSES][70];
        for (int i = 0; i < 70; i++)
            for (unsigned c = 0; c < PAWL_STACK_CLASSES; c++) {
                g[c][i] = take(pawl_stack_slot_(c), &cache);
                ck_assert_uint_eq(g[c][i]->class_, c);
            }
        for (int i = 0; i < 70; i++)
            for (unsigned c = 0; c < PAWL_STACK_CLASSES; c++)
                pawl_stack_give_(g[c][i], &cache);
    }
    ck_assert_uint_eq(count_made(), 70 * PAWL_STACK_CLASSES);
}
END_TEST

// ---- memory -------------------------------------------------------------------------------------

// What is free beyond 256 MiB keeps its struct pawl_g, whose parkers others may still look at.
START_TEST(a_full_depot_gives_memory_back)
{
    static struct pawl_stack_cache cache;
    ck_assert(pawl_stacks_reserve_());
    for (int i = 0; i < 200; i++) {
        taken[i] = take(PAWL_STACK_SMALLEST << 8, &cache);
        memset(taken[i]->low, 1, 20000);
        taken[i]->id = (uint64_t)i;
    }
    for (int i = 0; i < 200; i++)
        pawl_stack_give_(taken[i], &cache);
    int lean = 0;
    for (int i = 0; i < 200; i++) {
        ck_assert_uint_eq(taken[i]->id, (uint64_t)i);
        lean += resident(taken[i]) == 1;
    }
    ck_assert_int_ge(lean, 200 - 32 - 64 - 32);
    ck_assert_int_le(lean, 200 - 32);
}
END_TEST

static struct pawl_fiber thread;

static void rest(void *note)
{
    struct pawl_g *g = note;
    pawl_fiber_begun_(&g->fiber, note);
    for (;;)
        note = pawl_fiber_switch_(&g->fiber, &thread, note, 0);
}

// struct pawl_g and the first frames lie in the same page.
START_TEST(a_stack_at_rest_has_one_page)
{
    pawl_fiber_start_();
    ck_assert(pawl_stacks_reserve_());
    pawl_fiber_of_thread_(&thread);
    for (int i = 0; i < 100; i++) {
        struct pawl_g *g = take(PAWL_STACK_DEFAULT, NULL);
        pawl_fiber_make_(&g->fiber, g->low, (size_t)((char *)g - (char *)g->low), rest);
        pawl_fiber_switch_(&thread, &g->fiber, g, 0);
        ck_assert_uint_eq(resident(g), 1);
    }
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {a_cache_gives_what_it_got, 1},      {a_depot_for_all, 2}, {classes_are_not_mixed, 1},
        {a_full_depot_gives_memory_back, 1}, // not where nobody knows what is resident
        {a_stack_at_rest_has_one_page, 1},   // not with the larger frames of sanitizers, either
    };
    size_t n = TEST_COUNT(tests);
    return suite_run("depot", tests, EMULATED ? n - 2 : UNDER_ASAN || UNDER_TSAN ? n - 1 : n);
}
