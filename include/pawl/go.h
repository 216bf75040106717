// go.h - goroutines: functions that run concurrently, thousands on a few threads.
// SPDX-License-Identifier: MIT
//
//     static void serve(void *arg) { … }
//
//     pawl_go(serve, connection);       // runs beside the caller, on a stack of its own
//
// A goroutine costs a tenth of a microsecond to start and 4 KiB of memory while it waits. It waits
// in every pawl type as a thread does: one mutex, WaitGroup or channel serves threads and
// goroutines at the same time. While it waits, its thread runs others. The scheduler is Go's: a
// worker for each CPU, each with a queue of goroutines that are ready, and they steal from another.
//
// Goroutines are cooperative: one that computes keeps its worker until it waits, yields or ends.
// One that blocks in the kernel keeps it, too, but between pawl_go_blocking_begin and _end, and in
// pawl_go_wait_fd. main is an ordinary thread; as in Go, its return ends the process whatever the
// goroutines do. A program that starts no goroutine has no thread of ours.
//
// A goroutine may go on on another thread after every call that can wait. What belongs to a thread
// does not move with it: errno, pthread_self, thread-local variables, the signal mask, a held
// pthread mutex. Compilers remember the address of a thread-local variable over calls, errno
// included: a function that waits asks pawl_go_errno. A goroutine that needs its thread is started
// PINNED. A goroutine must not end its thread, by cancellation or by pthread_exit, which is a fatal
// error; longjmp and C++ exceptions must stay within it.
//
// When all goroutines and all threads of the process wait for each other without a deadline, it
// ends: "fatal error: all goroutines are asleep - deadlock!", with a list. This is said only if it
// is certain, after some tenths of a second: every thread must be known to wait in this library,
// and the process must handle no signals that could wake one.
//
// Environment. PAWL_PROCS=N: workers, instead of one per CPU that the process may use.
// PAWL_GO=threads: every goroutine is a thread, for tools that know only those.
// PAWL_GO=migrate: goroutines change threads whenever they can, to find what does not survive it.
// A program with rights that its caller has not (setuid) reads neither.
//
// After fork the child has the one thread that forked, and no goroutine but the caller. It may
// start its own, unless a goroutine has called fork: then it must exec or _exit.
#ifndef PAWL_GO_H
#define PAWL_GO_H

#include <pawl/clock.h>
#include <pawl/waitgroup.h>

PAWL_BEGIN_DECLS

typedef void pawl_go_fn(void *arg);

// How a goroutine is to be. All zero: as pawl_go makes it.
struct pawl_go_attr {
    size_t stack_size; // bytes, 0: 64 KiB. Rounded up to a power of two, 32 KiB to 8 MiB, of which
                       // a sixteenth is a guard
    const char *name;  // for messages and reports; not copied, must stay. NULL: none
    bool pinned;       // it has a thread of its own, which only waits when it waits
};

// pawl_go starts fn(arg) as a goroutine, which ends when fn returns. Never waits for it. Fatal when
// there is no memory for it ("pawl: no memory for a goroutine").
// Memory: what the caller did before it synchronizes before fn begins.
PAWL_API void pawl_go(pawl_go_fn *fn, void *arg);

// pawl_go_with is pawl_go with attributes (NULL: none). Returns 0, EINVAL (a stack of more than
// 8 MiB), ENOMEM or EAGAIN (no memory, no thread) and then has started nothing.
PAWL_API int pawl_go_with(const struct pawl_go_attr *attr, pawl_go_fn *fn, void *arg);

// pawl_waitgroup_go adds one to wg and starts fn(arg) as pawl_go does; when fn has returned, one is
// done: Go's wg.Go. fn itself calls no done. Fatal as pawl_go and pawl_waitgroup_add are.
// Memory: what the caller did before it synchronizes before fn begins, and all that fn did before
// the return of a wait that this done, or a later one, releases.
PAWL_API void pawl_waitgroup_go(pawl_waitgroup *wg, pawl_go_fn *fn, void *arg);

// pawl_go_yield lets others run first: the caller queues behind all that are ready. From a thread:
// sched_yield.
PAWL_API void pawl_go_yield(void);

// pawl_go_sleep waits for ns nanoseconds, pawl_go_sleep_until until the clock (pawl/clock.h) has
// reached deadline; never less. A negative duration, or a moment that has passed, does not wait.
// From a thread, too.
PAWL_API void pawl_go_sleep(int64_t ns);
PAWL_API void pawl_go_sleep_until(int64_t deadline);

// pawl_go_self returns the calling goroutine's number, 0 in a thread that is none. Numbers count
// from 1 and are not given again.
PAWL_API uint64_t pawl_go_self(void);

// pawl_go_name returns the calling goroutine's name, NULL if it has none or is a thread.
PAWL_API const char *pawl_go_name(void);

// pawl_go_count returns how many goroutines have begun, or are about to, and have not ended.
PAWL_API size_t pawl_go_count(void);

// pawl_go_procs returns how many goroutines can run at once: the workers, pinned ones apart.
PAWL_API unsigned pawl_go_procs(void);

// Around a call that may block in the kernel for long (a read, a lock on a file):
//     pawl_go_blocking_begin();
//     n = read(fd, buffer, sizeof buffer);   // errno: pawl_go_errno, after _end, too
//     pawl_go_blocking_end();
// If it takes longer than some 20 us, another thread runs what waits for this worker. Costs a few
// nanoseconds if not. May be nested; does nothing in a thread. In between pawl's functions may be
// used as everywhere. _end may wait for a worker to be free, and may change the thread. A goroutine
// that ends in between is fatal ("pawl: a goroutine has ended in a blocking section").
PAWL_API void pawl_go_blocking_begin(void);
PAWL_API void pawl_go_blocking_end(void);

// pawl_go_errno returns errno, of the thread that the caller is on now. A function that has errno
// twice, or in a loop, and a wait in between, may see that of the thread before.
// pawl_go_blocking_end and pawl_go_wait_fd leave it as it is; every other wait may change it.
PAWL_API int pawl_go_errno(void);

// What to wait for. Errors and a closed peer end every wait.
enum { PAWL_GO_READ = 1, PAWL_GO_WRITE = 2 };

// pawl_go_wait_fd waits until fd, a pipe, socket or the like, can be read from or written to
// without blocking: 0; or PAWL_ETIMEDOUT, the deadline passed first; or the error of epoll_ctl
// (EPERM: a file that is always ready). Keeps no worker busy. fd should be non-blocking; while
// somebody waits for it, it must not be closed. One goroutine or thread may wait to read from it
// and another to write to it at the same time, more get EEXIST.
PAWL_API int pawl_go_wait_fd(int fd, unsigned what, int64_t deadline);

PAWL_END_DECLS

#endif
