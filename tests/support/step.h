// step.h - stopping a thread after exactly k instructions of a call, for the others to act.
// SPDX-License-Identifier: MIT
//
// A race whose window is a few nanoseconds does not show itself in a million rounds of stress. Here
// the CPU's trap flag interrupts after each instruction; at the k'th one something else happens.
// With k from 1 to the end of the call every window is hit, in milliseconds and every time.
#ifndef PAWL_TESTS_STEP_H
#define PAWL_TESTS_STEP_H

#include "sanitizer.h"

#include <check.h>
#include <errno.h>
#include <pawl/clock.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <time.h>
#include <ucontext.h>

// ThreadSanitizer holds locks of its own at most instructions.
#if defined(__x86_64__) && !UNDER_TSAN
#define CAN_STEP 1

static _Thread_local struct {
    long left; // after how many instructions; counts on below 0
    bool each; // and after every one that follows
    void (*then)(void *arg);
    void *arg;
} step;

#define TRAP_FLAG 0x100

// The pushes must not hit the red zone below the stack pointer.
#define STEP_FLAGS_(operation)                                                                     \
    __asm__ volatile("leaq -128(%%rsp), %%rsp\n"                                                   \
                     "pushfq\n" operation "\n"                                                     \
                     "popfq\n"                                                                     \
                     "leaq 128(%%rsp), %%rsp" ::                                                   \
                         : "memory", "cc")

// Where the kernel's clock lies: it is read again as long as a tick came in between, so who is
// stopped at each instruction there reads it for ever.
static bool step_in_clock(const ucontext_t *context)
{
    uintptr_t clock = getauxval(AT_SYSINFO_EHDR),
              at = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    return at - clock < 8192;
}

static void step_trap(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    if (--step.left > 0 || (step.each && step_in_clock(context)))
        return;
    int saved = errno;
    if (!step.each)
        ((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)TRAP_FLAG;
    step.then(step.arg);
    errno = saved;
}

static inline void step_setup(void)
{
    struct sigaction action = {.sa_sigaction = step_trap, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    ck_assert_int_eq(sigaction(SIGTRAP, &action, NULL), 0);
}

// step_begin lets the calling thread call then(arg) after k more instructions, once. With
// step_begin_each it does so after every instruction.
static inline void step_begin_(long k, bool each, void (*then)(void *arg), void *arg)
{
    step.left = k;
    step.each = each;
    step.then = then;
    step.arg = arg;
    STEP_FLAGS_("orq $0x100, (%%rsp)");
}

static inline void step_begin(long k, void (*then)(void *arg), void *arg)
{
    step_begin_(k, false, then, arg);
}

static inline void step_begin_each(void (*then)(void *arg), void *arg)
{
    step_begin_(1, true, then, arg);
}

// step_end ends it, and tells whether it came so far.
static inline bool step_end(void)
{
    STEP_FLAGS_("andq $~0x100, (%%rsp)");
    return step.left <= 0;
}

// step_count tells, after step_begin_each and step_end, how many instructions there were.
static inline long step_count(void)
{
    return 1 - step.left;
}

#else
#define CAN_STEP 0
static inline void step_setup(void)
{
}
static inline void step_begin(long k, void (*then)(void *arg), void *arg)
{
    (void)k, (void)then, (void)arg;
}
static inline void step_begin_each(void (*then)(void *arg), void *arg)
{
    (void)then, (void)arg;
}
static inline bool step_end(void)
{
    return false;
}
static inline long step_count(void)
{
    return 0;
}
#endif

#define STEP_NEEDS "needs the trap flag of x86-64, and no ThreadSanitizer"

// step_wait waits for the flag, but for limit nanoseconds only: at some instructions the others
// need what the stopped one holds.
static inline void step_wait(atomic_bool *flag, int64_t limit)
{
    for (int64_t until = pawl_now() + limit; !atomic_load(flag) && pawl_now() < until;)
        nanosleep(&(struct timespec){0, 5000}, NULL);
}

#endif
