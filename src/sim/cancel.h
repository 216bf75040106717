// cancel.h - POSIX's cancellation of threads, for sources that expect it.
// SPDX-License-Identifier: MIT
//
// shadow/pthread_cancel.h gives these the names that such sources know.
#ifndef PAWL_SIM_CANCEL_H
#define PAWL_SIM_CANCEL_H

#include <setjmp.h>

// sim_cancel asks for the end of a thread. From then on it may come to it at any stop at which it
// is asynchronously cancelable, and does not sleep there for ever.
void sim_cancel(int thread);

// sim_setcanceltype is pthread_setcanceltype.
int sim_setcanceltype(int type, int *old);

// What a thread has to do when it is cancelled, innermost first. It lies on the thread's stack.
struct sim_cleanup {
    jmp_buf at;
    struct sim_cleanup *outer;
};

// SIM_CLEANUP_PUSH and SIM_CLEANUP_POP are pthread_cleanup_push and pthread_cleanup_pop(0).
#define SIM_CLEANUP_PUSH(routine, arg)                                                             \
    do {                                                                                           \
        struct sim_cleanup cleanup_;                                                               \
        if (_setjmp(cleanup_.at) != 0)                                                             \
            sim_unwind((routine), (arg));                                                          \
    sim_cleanup_push(&cleanup_)
#define SIM_CLEANUP_POP()                                                                          \
    sim_cleanup_pop();                                                                             \
    }                                                                                              \
    while (0)

void sim_cleanup_push(struct sim_cleanup *cleanup);
void sim_cleanup_pop(void);

// sim_unwind runs the innermost handler, which is routine(arg), and goes on to the next one, or to
// the thread's end.
_Noreturn void sim_unwind(void (*routine)(void *arg), void *arg);

#endif
