// library.h - the library's own, unchanged source as a part of one translation unit.
// SPDX-License-Identifier: MIT
//
// From the bucket lock up to the locks of src/sync. What is missing here is supplied by each
// checker's kernel: futex, clock, spinning, the hint "overdue", the table's memory (instance.c) and
// the parkers' (pool.c), who is calling and where (agent.c, cpu.c), the watcher, and the end of the
// program.
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
#include "park/task.c"
#include "sema/fork.c"
#include "sema/queue.c"
#include "sema/table.c"
#include "sema/treap.c"
#include "sync/locker.c"
#include "sync/mutex.c"
#include "sync/mutex_fork.c"
#include "sync/mutex_watched.c"
#include "sync/rwmutex_watched.c"

// Names that several files have for something of their own get the file's name in front.
#define OWN(name) OWN2(FILE_, name)
#define OWN2(file, name) OWN3(file, name)
#define OWN3(file, name) file##_##name

#define IN OWN(IN)
#define QUEUED OWN(QUEUED)
#define READER OWN(READER)
#define WAITERS OWN(WAITERS)
#define begin OWN(begin)
#define come_in OWN(come_in)
#define entry OWN(entry)
#define finish OWN(finish)
#define give_up OWN(give_up)
#define is_in OWN(is_in)
#define queue_up OWN(queue_up)
#define take_back OWN(take_back)
#define unlock_watched OWN(unlock_watched)

#define FILE_ sema
#include "sema/sema.c"
#undef FILE_
#define FILE_ cond
#include "sync/cond.c"
#undef FILE_
#define FILE_ once
#include "sync/once.c"
#undef FILE_
#define FILE_ reentrant
#include "sync/reentrant.c"
#undef FILE_
#define FILE_ token
#include "sync/reentrant_token.c"
#undef FILE_
#define FILE_ rwmutex
#include "sync/rwmutex.c"
#undef FILE_
#define FILE_ semaphore
#include "sync/semaphore.c"
#undef FILE_
#define FILE_ waitgroup
#include "sync/waitgroup.c"
#undef FILE_
#define FILE_ wide
#include "sync/rwmutex_wide.c"
#undef FILE_

#undef IN
#undef QUEUED
#undef READER
#undef WAITERS
#undef begin
#undef come_in
#undef entry
#undef finish
#undef give_up
#undef is_in
#undef queue_up
#undef take_back
#undef unlock_watched

#endif
