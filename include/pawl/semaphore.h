// semaphore.h - a weighted semaphore, in 8 bytes: so many units, of which a caller takes several.
// SPDX-License-Identifier: MIT
//
//     static pawl_semaphore memory = PAWL_SEMAPHORE_INIT(512);   // megabytes
//
//     pawl_semaphore_acquire(&memory, job->megabytes);
//     run(job);
//     pawl_semaphore_release(&memory, job->megabytes);
//
// It is golang.org/x/sync/semaphore. First come, first served: who asks for many waits until they
// are there, and those behind it wait for it, even for a few that would be free. So big requests do
// not starve. The order is that in which they go to sleep, which each does after it has tried for
// two microseconds at most. (pawl/sema.h is the plain one, below the mutex.)
//
// What it promises. One that has acquired, and knows that nobody else will come, may free the
// memory: a release touches it for the last time before the one it lets go can return. Signals end
// no wait. No function is a cancellation point, none may be called from a signal handler. After
// fork the child's semaphores count as before, and the threads that waited are gone. It cannot be
// shared between processes, and must not be copied or moved while it is used.
//
// Misuse is fatal: "semaphore: released more than held", and "semaphore: acquire of more than its
// size", which would wait for ever.
#ifndef PAWL_SEMAPHORE_H
#define PAWL_SEMAPHORE_H

#include <pawl/clock.h>
#include <pawl/word.h>

PAWL_BEGIN_DECLS

// All zero: a semaphore of size 0, of which nobody can take anything.
typedef struct pawl_semaphore {
    uint32_t size;  // in all, at most PAWL_SEMAPHORE_MAX: set before first use, constant after
    pawl_word held; // internal use only: see src/sync/semaphore.c
} pawl_semaphore;

#define PAWL_SEMAPHORE_MAX 0x7fffffffu

// clang-format off
#define PAWL_SEMAPHORE_INIT(n) {(n), 0}
// clang-format on

// pawl_semaphore_acquire takes n units, waiting without limit until they are free and everybody who
// came before has been served. n may be 0: it then waits for its turn only.
// Memory: the releases of the units it takes synchronize before its return.
PAWL_API void pawl_semaphore_acquire(pawl_semaphore *s, uint32_t n);

// pawl_semaphore_tryacquire takes n units if it can do so without waiting, and reports whether it
// did. It never overtakes somebody who waits.
// Memory: if so, as acquire; if not, nothing.
PAWL_API bool pawl_semaphore_tryacquire(pawl_semaphore *s, uint32_t n);

// pawl_semaphore_acquire_until is acquire with a deadline (pawl/clock.h): 0, or PAWL_ETIMEDOUT when
// the deadline passed first, never before it; then it has taken nothing, and lets those go who
// waited behind it only. More than the size is no error here: it waits for the deadline, in
// nobody's way.
PAWL_API int pawl_semaphore_acquire_until(pawl_semaphore *s, uint32_t n, int64_t deadline);

// pawl_semaphore_release gives n units back, which any thread may do, and lets go whoever at the
// front can go now. Blocks only for the few instructions that another thread spends on the same
// bucket of the semaphore table.
// Memory: it synchronizes before the return of those that acquire what it gave back.
PAWL_API void pawl_semaphore_release(pawl_semaphore *s, uint32_t n);

PAWL_END_DECLS

#endif
