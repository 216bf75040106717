// weak.h - what a client sees under Relacy: the library as C++, and a kernel around it.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_WEAK_RELACY_WEAK_H
#define PAWL_TESTS_WEAK_RELACY_WEAK_H

#include "checked.h"
#include "client.h"
#include "report.h"

// C11's words. The size of a mutex is another one here, and memory is not that much aligned.
#define _Alignas(n)
#define _Static_assert(condition, text) struct weak_no_assertion_
#define _Thread_local thread_local

#define PAWL_SEMTAB_SIZE 1
#define PAWL_RWMUTEX_WIDE_SLOTS 2
#define __aligned__(n)
#include <pawl/rwmutex_wide.h>
#undef __aligned__

#include "library.h"

#include "kernel.h"

#define WEAK_DATA(type) checked<type>
#define WEAK_NEW(type) (::new (rl::ctx().alloc(sizeof(type), false, $)) type())
#define WEAK_DELETE(p) weak_delete(p)
#define weak_saw(what) weak_reached(REACH_##what)
#define weak_pause() rl::ctx().sched()

template <typename T> void weak_delete(T *p)
{
    p->~T();
    rl::ctx().free(p, false, $);
}

#include "tally.h"
#include "until.h"

#endif
