// context_test.c - one stack is left, another one taken: both back ends, assembly and ucontext.
// SPDX-License-Identifier: MIT
#include "goroutine/registers.h"
#include "support/suite.h"

#include "goroutine/context.h"

#include <fenv.h>
#include <stdalign.h>
#include <stdbool.h>
#include <string.h>
#include <unwind.h>

// The one that is not built into the library here, by other names.
#undef PAWL_SRC_GOROUTINE_CONTEXT_H
#define pawl_context_switch_ portable_switch
#define pawl_context_make_ portable_make
#include "goroutine/context_ucontext.c"
#undef pawl_context_switch_
#undef pawl_context_make_

static const struct {
    void *(*go)(void **from, void *to, void *note);
    void *(*make)(void *top, void (*entry)(void *note));
} backends[] = {
    {pawl_context_switch_, pawl_context_make_},
    {portable_switch, portable_make},
};

#define RING 200
static alignas(64) char stacks[RING][32768];
static int taken;

static int backend; // Check runs each test in a process of its own
static void *outside;

static void *go(void **from, void *to, void *note)
{
    return backends[backend].go(from, to, note);
}

static void *make(void (*entry)(void *note))
{
    ck_assert_int_lt(taken, RING);
    char *stack = memset(stacks[taken++], 0xa5, sizeof stacks[0]);
    return backends[backend].make(stack + sizeof stacks[0], entry);
}

static void *fellow;

// Returns twice what it is told, each time.
static void doubler(void *note)
{
    for (;;)
        note = go(&fellow, outside, (void *)((uintptr_t)note * 2));
}

struct pair {
    void *self;
    uintptr_t turns;
};

static void counter(void *note)
{
    struct pair *p = note;
    for (uintptr_t local = 1;; local++) {
        p->turns++;
        EXPECT(p->turns == local, "a local variable was lost");
        EXPECT(go(&p->self, outside, p) == note, "another note");
    }
}

START_TEST(notes_go_there_and_back)
{
    backend = _i;
    fellow = make(doubler);
    for (uintptr_t i = 1; i < 10; i++)
        ck_assert_uint_eq((uintptr_t)go(&outside, fellow, (void *)i), 2 * i);
}
END_TEST

START_TEST(thousands_of_switches)
{
    backend = _i;
    struct pair p = {make(counter), 0};
    for (uintptr_t i = 1; i <= 100000; i++) {
        EXPECT(go(&outside, p.self, &p) == &p, "another note");
        EXPECT(p.turns == i, "another number of turns");
    }
}
END_TEST

static struct pair ring[RING];

static void member(void *note)
{
    size_t i = (size_t)(uintptr_t)note;
    for (uintptr_t round = 1;; round++) {
        ring[i].turns = round;
        void *next = i + 1 < RING ? ring[i + 1].self : outside;
        go(&ring[i].self, next, (void *)(i + 1));
    }
}

// From one to the next one, not back to where it came from.
START_TEST(round_in_a_ring)
{
    backend = _i;
    for (int i = 0; i < RING; i++)
        ring[i].self = make(member);
    for (uintptr_t round = 1; round <= 50; round++) {
        ck_assert_uint_eq((uintptr_t)go(&outside, ring[0].self, NULL), RING);
        for (int i = 0; i < RING; i++)
            EXPECT(ring[i].turns == round, "%d has had another number of turns", i);
    }
}
END_TEST

// ---- what survives ------------------------------------------------------------------------------

static void fill(uint64_t *values, uint64_t seed)
{
    for (int i = 0; i < REGISTERS; i++)
        values[i] = seed * 0x9e3779b97f4a7c15u + (uint64_t)i;
}

static bool keeps(void **from, void *to, uint64_t seed)
{
    uint64_t in[REGISTERS + 1] = {0}, out[REGISTERS + 1] = {0};
    fill(in, seed);
    registers_call(backends[backend].go, from, to, NULL, in, out);
    return memcmp(in, out, sizeof in) == 0;
}

static void other_values(void *note)
{
    (void)note;
    for (uint64_t seed = 1000;; seed++)
        EXPECT(keeps(&fellow, outside, seed), "a register has changed, inside");
}

START_TEST(registers_survive)
{
    backend = _i;
    fellow = make(other_values);
    for (uint64_t seed = 1; seed < 100; seed++)
        EXPECT(keeps(&outside, fellow, seed), "a register has changed");
}
END_TEST

static double third(void)
{
    volatile double one = 1, three = 3;
    return one / three;
}

static const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};

static void rounds(void *note)
{
    EXPECT(fegetround() == FE_UPWARD, "a new context has not the mode of who made it");
    for (int i = 0;; i++) {
        int mode = modes[i % 4];
        fesetround(mode);
        double was = third();
        note = go(&fellow, outside, note);
        EXPECT(fegetround() == mode && third() == was, "rounds in another way, inside");
    }
}

// The control words of floating point: the rounding mode, to the compiler's taste or not.
START_TEST(rounding_modes_survive)
{
    backend = _i;
    fesetround(FE_UPWARD);
    double up = third();
    fellow = make(rounds);
    fesetround(FE_DOWNWARD);
    double down = third();
    ck_assert(up != down);
    for (int i = 0; i < 16; i++) {
        int mode = modes[i / 4];
        fesetround(mode);
        double was = third();
        go(&outside, fellow, NULL);
        ck_assert_int_eq(fegetround(), mode);
        ck_assert(third() == was);
    }
}
END_TEST

// ---- how it begins ------------------------------------------------------------------------------

// Not inlined: as the ABI wants the stack to be when a function is called.
__attribute__((__noinline__)) static bool is_aligned(void)
{
    alignas(16) volatile char sixteen[16] = {0};
    return (uintptr_t)sixteen % 16 == 0 && (uintptr_t)__builtin_frame_address(0) % 16 == 0;
}

static _Unwind_Reason_Code count_frame(struct _Unwind_Context *context, void *arg)
{
    int *n = arg;
    (void)context;
    return ++*n < 100 ? _URC_NO_REASON : _URC_END_OF_STACK;
}

static void looks_around(void *note)
{
    int *frames = note;
    ck_assert(is_aligned());
    _Unwind_Backtrace(count_frame, frames);
    go(&fellow, outside, note);
}

// A debugger, or an exception, finds the end of the stack: this function, and what called it.
START_TEST(begins_aligned_and_unwinds_to_its_end)
{
    backend = _i;
    int frames = 0;
    go(&outside, make(looks_around), &frames);
    ck_assert_int_ge(frames, 1);
    ck_assert_int_le(frames, 4);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {notes_go_there_and_back, 2}, {thousands_of_switches, 2},
        {round_in_a_ring, 2},         {registers_survive, 2},
        {rounding_modes_survive, 2},  {begins_aligned_and_unwinds_to_its_end, 2},
    };
    return suite_run("context", tests, TEST_COUNT(tests));
}
