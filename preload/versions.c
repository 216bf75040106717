// versions.c - the condition variables by their version, for who asks for it.
// SPDX-License-Identifier: MIT
//
// dlsym and the references of programs are content with a definition that has no version. dlvsym is
// not: it passes over ours, and what TSan or libfaketime asks for in that way is the C library's,
// which then waits with mutexes that are not. Of all our functions only these are looked up so, as
// the C library has had two sets of them.
//
// They are functions, not other names of the same: of two names with one address the linker keeps
// that with a version. They end in a jump, so who called is known still.
#include "preload/export.h"

#include <pthread.h>

#define VERSIONED(name, ours, parameters, arguments)                                               \
    extern __attribute__((__visibility__("hidden"))) __typeof__(name) ours;                        \
    extern EXPORT int pawl_versioned_##name parameters;                                            \
    EXPORT int pawl_versioned_##name parameters                                                    \
    {                                                                                              \
        return ours arguments;                                                                     \
    }                                                                                              \
    __asm__(".symver pawl_versioned_" #name ", " #name "@GLIBC_2.3.2")

VERSIONED(pthread_cond_init, cond_init, (pthread_cond_t * c, const pthread_condattr_t *a), (c, a));
VERSIONED(pthread_cond_destroy, cond_destroy, (pthread_cond_t * c), (c));
VERSIONED(pthread_cond_wait, cond_wait, (pthread_cond_t * c, pthread_mutex_t *m), (c, m));
VERSIONED(pthread_cond_timedwait, cond_timedwait,
          (pthread_cond_t * c, pthread_mutex_t *m, const struct timespec *t), (c, m, t));
VERSIONED(pthread_cond_signal, cond_signal, (pthread_cond_t * c), (c));
VERSIONED(pthread_cond_broadcast, cond_broadcast, (pthread_cond_t * c), (c));
