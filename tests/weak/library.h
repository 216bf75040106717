// library.h - the library's own, unchanged source as a part of one translation unit.
// SPDX-License-Identifier: MIT
//
// From the bucket lock up to the mutex. What is missing here is supplied by each checker's kernel:
// futex, clock, spinning, the hint "overdue", the table's memory (instance.c) and the parkers'
// (pool.c), the watcher, and the end of the program.
#ifndef PAWL_TESTS_WEAK_LIBRARY_H
#define PAWL_TESTS_WEAK_LIBRARY_H

// It checks its invariants as it goes, and announces nothing to ThreadSanitizer: that shall see the
// atomics.
#ifndef PAWL_DEBUG
#define PAWL_DEBUG
#endif
#ifndef PAWL_TSAN_SILENT
#define PAWL_TSAN_SILENT
#endif

#include "park/lowlock.c"
#include "park/park.c"
#include "sema/fork.c"
#include "sema/sema.c"
#include "sema/table.c"
#include "sema/treap.c"
#include "sync/mutex.c"
#include "sync/mutex_fork.c"

#endif
