// fiber.c - switching stacks, with sanitizers and valgrind looking on.
// SPDX-License-Identifier: MIT
//
// ThreadSanitizer keeps a stack of calls for each fiber, and is told of a switch before it happens:
// so nothing that it instruments may be called or returned from in between. Its switch is told not
// to be an order of events (flag 1), or races between goroutines of one thread would be hidden. But
// the end of a goroutine is before the begin of the next one on the same stack.
//
// AddressSanitizer is told before, where the next stack lies, and after, that it is there.
#include "goroutine/fiber.h"

#include "goroutine/order.h"

#include <pthread.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(low, high) 0u
#define VALGRIND_STACK_DEREGISTER(id) ((void)(id))
#endif

#define WEAK __attribute__((__weak__))
#define UNSEEN __attribute__((__no_sanitize__("thread", "address")))
#define TSAN_NO_SYNC 1u

// clang-format off
WEAK void *__tsan_get_current_fiber(void);
WEAK void *__tsan_create_fiber(unsigned flags);
WEAK void __tsan_destroy_fiber(void *fiber);
WEAK void __tsan_switch_to_fiber(void *fiber, unsigned flags);
WEAK void __sanitizer_start_switch_fiber(void **fake_stack, const void *bottom, size_t size);
WEAK void __sanitizer_finish_switch_fiber(void *fake_stack, const void **bottom, size_t *size);
WEAK void __asan_unpoison_memory_region(void const volatile *addr, size_t size);
// clang-format on

static bool has_tsan(void)
{
    return __tsan_switch_to_fiber != NULL;
}

static bool has_asan(void)
{
    return __sanitizer_start_switch_fiber != NULL;
}

bool pawl_fiber_told_;

void pawl_fiber_start_(void)
{
    pawl_fiber_told_ = has_asan() || has_tsan();
}

static void stack_of_thread(struct pawl_fiber *f)
{
    pthread_attr_t attr;
    if (pthread_getattr_np(pthread_self(), &attr) != 0)
        return;
    pthread_attr_getstack(&attr, &f->low, &f->size);
    pthread_attr_destroy(&attr);
}

void pawl_fiber_of_thread_(struct pawl_fiber *f)
{
    if (has_asan())
        stack_of_thread(f);
    if (has_tsan())
        f->tsan = __tsan_get_current_fiber();
}

static void tell_of_new(struct pawl_fiber *f)
{
    if (__asan_unpoison_memory_region)
        __asan_unpoison_memory_region(f->low, f->size);
    if (has_tsan()) {
        if (f->tsan)
            __tsan_destroy_fiber(f->tsan);
        f->tsan = __tsan_create_fiber(0);
    }
}

void pawl_fiber_make_(struct pawl_fiber *f, void *low, size_t size, void (*entry)(void *note))
{
    if (f->low != low) { // its stack is new
        f->low = low;
        f->size = size;
        (void)VALGRIND_STACK_REGISTER(low, (char *)low + size);
    }
    if (pawl_fiber_told_)
        tell_of_new(f);
    f->context = pawl_context_make_((char *)low + size, entry);
}

// In one frame, which ThreadSanitizer does not see: it would be entered on one fiber and left on
// another.
UNSEEN void *pawl_fiber_switch_told_(struct pawl_fiber *from, struct pawl_fiber *to, void *note,
                                     int last)
{
    if (has_asan())
        __sanitizer_start_switch_fiber(last ? NULL : &from->asan, to->low, to->size);
    if (last)
        pawl_order_before_(from);
    if (has_tsan())
        __tsan_switch_to_fiber(to->tsan, TSAN_NO_SYNC);
    note = pawl_context_switch_(&from->context, to->context, note);
    if (has_asan())
        __sanitizer_finish_switch_fiber(from->asan, NULL, NULL);
    pawl_order_after_(note);
    return note;
}

UNSEEN void pawl_fiber_begun_(struct pawl_fiber *self, void *note)
{
    if (PAWL_LIKELY(!pawl_fiber_told_))
        return;
    if (has_asan())
        __sanitizer_finish_switch_fiber(NULL, NULL, NULL);
    pawl_order_after_(self);
    pawl_order_after_(note);
}
