// stack_test.c - where stacks lie, and their guards.
// SPDX-License-Identifier: MIT
#include "goroutine/stacks.h"
#include "support/sanitizer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

extern long pawl_stack_max_maps_;

// Can the kernel read there? Unlike a look of our own, that may fail.
static bool is_readable(const void *at)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ssize_t n = write(ends[1], at, 1);
    ck_assert(n == 1 || errno == EFAULT);
    close(ends[0]);
    close(ends[1]);
    return n == 1;
}

// ---- slots --------------------------------------------------------------------------------------

START_TEST(a_slot_of_each_class)
{
    ck_assert(pawl_stacks_reserve_());
    size_t slot = PAWL_STACK_SMALLEST << _i;
    struct pawl_g *g = take(slot, NULL), *second = take(slot - 1, NULL);
    ck_assert_uint_eq(g->class_, (unsigned)_i);
    ck_assert_uint_eq(second->class_, (unsigned)_i);
    ck_assert_ptr_eq((char *)second, (char *)g + slot);
    uintptr_t top = (uintptr_t)(g + 1), low = (uintptr_t)g->low;
    ck_assert_uint_eq(top % slot, 0);
    ck_assert_uint_le(low, top - slot + slot / 8);
    memset(g->low, 0x5a, (size_t)((char *)g - (char *)g->low));
    bool in_guard = true;
    for (uintptr_t at = low; at < top; at += 512) {
        ck_assert_ptr_eq(pawl_g_of_(at), g);
        ck_assert_ptr_eq(pawl_stack_at_(at, &in_guard), g);
        ck_assert(!in_guard);
    }
    ck_assert_ptr_eq(pawl_stack_at_(low - 1, &in_guard), g);
    ck_assert(in_guard);
    ck_assert_ptr_eq(pawl_stack_at_(top, &in_guard), second);
    ck_assert(in_guard);
    ck_assert_ptr_null(pawl_stack_at_(top + slot, &in_guard));
}
END_TEST

START_TEST(what_is_no_stack)
{
    bool in_guard = true;
    int here;
    ck_assert_ptr_null(pawl_g_self_());
    ck_assert_ptr_null(pawl_stack_at_((uintptr_t)&here, &in_guard));
    ck_assert_uint_eq(count_made(), 0);
    ck_assert(pawl_stacks_reserve_() && pawl_stacks_reserve_());
    ck_assert_ptr_null(pawl_g_self_());
    ck_assert_ptr_null(pawl_g_of_(0));
    ck_assert_ptr_null(pawl_g_of_(pawl_stacks_.base - 1));
    ck_assert_ptr_null(pawl_g_of_(pawl_stacks_.base + pawl_stacks_.size));
    ck_assert_ptr_null(pawl_stack_at_((uintptr_t)&here, &in_guard));
    ck_assert_ptr_null(pawl_stack_at_(pawl_stacks_.base, &in_guard));
    ck_assert_uint_eq(count_made(), 0);
}
END_TEST

struct seen {
    struct pawl_g *last;
    int n;
};

static bool see(struct pawl_g *g, void *arg)
{
    struct seen *seen = arg;
    ck_assert((uintptr_t)seen->last < (uintptr_t)g);
    seen->last = g;
    return ++seen->n < 4;
}

START_TEST(each_in_order_until_told_to_end)
{
    ck_assert(pawl_stacks_reserve_());
    for (int i = 0; i < 3; i++) {
        take(PAWL_STACK_SMALLEST << 5, NULL);
        take(PAWL_STACK_SMALLEST, NULL);
    }
    struct seen seen = {NULL, 0};
    pawl_stack_each_(see, &seen);
    ck_assert_int_eq(seen.n, 4);
    ck_assert_uint_eq(seen.last->class_, 5);
    ck_assert_uint_eq(count_made(), 6);
}
END_TEST

// ---- guards -------------------------------------------------------------------------------------

// _i: does the kernel mark guards, or must they be mapped?
START_TEST(a_guard_below_each)
{
    pawl_stack_max_maps_ = _i ? 65530 : 0;
    ck_assert(pawl_stacks_reserve_());
    for (unsigned class_ = 0; class_ < PAWL_STACK_CLASSES; class_++)
        for (int i = 0; i < 3; i++) {
            struct pawl_g *g = take(pawl_stack_slot_(class_), NULL);
            char *slot = (char *)(g + 1) - pawl_stack_slot_(class_);
            ck_assert((char *)g->low > slot);
            ck_assert(!is_readable(slot));
            ck_assert(!is_readable((char *)g->low - 1));
            ck_assert(is_readable(g->low));
            *(char *)g->low = 1;
        }
}
END_TEST

// So many mappings are not allowed: what comes after has none, and works.
START_TEST(more_stacks_than_guards)
{
    pawl_stack_max_maps_ = 64;
    ck_assert(pawl_stacks_reserve_());
    int guarded = 0;
    for (int i = 0; i < 1000; i++) {
        struct pawl_g *g = take(0, NULL);
        *(char *)g->low = 1;
        guarded += !is_readable((char *)g->low - 1);
        ck_assert(is_readable((char *)g->low - 1) == (i >= 30));
    }
    ck_assert_int_eq(guarded, 30);
}
END_TEST

// The kernel's own limit may be lower than it says, as others use it up: stacks go on.
START_TEST(more_guards_than_mappings)
{
    if (access("/proc/sys/vm/max_map_count", R_OK) != 0)
        return;
    pawl_stack_max_maps_ = 100000000;
    ck_assert(pawl_stacks_reserve_());
    for (int i = 0; i < 34000; i++)
        ((char *)take(0, NULL)->low)[0] = 1;
    ck_assert_uint_eq(count_made(), 34000);
}
END_TEST

// ---- limits -------------------------------------------------------------------------------------

static void limit_addresses(size_t bytes)
{
    struct rlimit limit = {bytes, bytes};
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
}

// Fewer then, but some; and when they are used up that is an answer, too.
START_TEST(little_address_space)
{
    limit_addresses((size_t)2 << 30);
    ck_assert(pawl_stacks_reserve_());
    int n = 0;
    while (pawl_stack_take_(PAWL_STACK_SMALLEST << 8, NULL))
        n++;
    ck_assert_int_ge(n, 4);
    ck_assert_int_lt(n, 256);
    *(char *)take(PAWL_STACK_DEFAULT, NULL)->low = 1;
    // Half of it and more is left to others.
    void *theirs = mmap(NULL, (size_t)1 << 30, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert(theirs != MAP_FAILED);
}
END_TEST

START_TEST(no_address_space)
{
    limit_addresses((size_t)512 << 20);
    ck_assert(!pawl_stacks_reserve_());
    ck_assert_ptr_null(pawl_g_self_());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {a_slot_of_each_class, PAWL_STACK_CLASSES},
        {what_is_no_stack, 1},
        {each_in_order_until_told_to_end, 1},
        {a_guard_below_each, 2},
        {more_stacks_than_guards, 1},
        // From here on not under sanitizers, which need mappings and terabytes of addresses, nor in
        // an emulator, which limits nothing.
        {more_guards_than_mappings, 1},
        {little_address_space, 1},
        {no_address_space, 1},
    };
    size_t n = TEST_COUNT(tests);
    return suite_run("stack", tests, UNDER_ASAN || UNDER_TSAN || EMULATED ? n - 3 : n);
}
