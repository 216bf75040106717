// once.h - a function that runs once, whoever comes first, in 8 bytes: Go's sync.Once.
// SPDX-License-Identifier: MIT
//
//     static pawl_once loaded;          // zero: it has not run
//
//     pawl_once_do(&loaded, load_config, &config);
//
// After the first call do costs a load and a branch. Whoever comes while the function runs waits
// until it has returned.
//
// How the function may leave. By return. Or by pthread_exit or cancellation: then, as in Go when it
// panics, the Once is done all the same and the function is not run again. C knows no way to notice
// a longjmp or a C++ exception out of it (so it must catch what it throws): the Once stays as if
// the function ran for ever, others that call do wait for ever, and the thread that left ends with
// a fatal error when it calls do again. So does a function that calls do on its own Once, which in
// Go waits for ever: "sync: Once.Do called by its own function (or again after a longjmp or
// exception out of it)".
//
// As soon as one do has returned, the memory may go, even if others that waited with it have not
// woken up yet. Signals end no wait; do itself is not a cancellation point; not for signal
// handlers. A child forked while another thread runs the function has a Once that stays so: zero
// it. It cannot be shared between processes, and must not be copied or moved while it is used.
#ifndef PAWL_ONCE_H
#define PAWL_ONCE_H

#include <pawl/tsan.h>
#include <pawl/word.h>

PAWL_BEGIN_DECLS

typedef struct pawl_once {
    pawl_word state;  // internal use only: see src/sync/once.c
    pawl_word runner; // internal use only: who runs the function
} pawl_once;

// clang-format off
#define PAWL_ONCE_INIT {0, 0}
// clang-format on

// pawl_once_do calls fn(arg) if it is the first do on o, and returns when that call has left fn. If
// two callers pass different functions, only the first one's runs. Waits without limit.
// Memory: the end of fn synchronizes before the return of every do.
PAWL_INLINE void pawl_once_do(pawl_once *o, void (*fn)(void *arg), void *arg);

// A Once that keeps what its function returned: Go's OnceValue.
typedef struct pawl_once_value {
    pawl_once once;
    void *value;
} pawl_once_value;

// clang-format off
#define PAWL_ONCE_VALUE_INIT {PAWL_ONCE_INIT, 0}
// clang-format on

// pawl_once_value_get returns what fn(arg) returned, which is called by the first get on v; NULL if
// fn left in another way. Waits, and orders memory, as do does.
PAWL_INLINE void *pawl_once_value_get(pawl_once_value *v, void *(*fn)(void *arg), void *arg);

// ---- internal: the inline fast paths and what they call -----------------------------------------

#define PAWL_ONCE_DONE_ 1u

PAWL_API void pawl_once_do_slow_(pawl_once *o, void (*fn)(void *arg), void *arg);
PAWL_API void *pawl_once_value_slow_(pawl_once_value *v, void *(*fn)(void *arg), void *arg);

// acquire: pairs with the release at the end of the run.
PAWL_INLINE void pawl_once_do(pawl_once *o, void (*fn)(void *arg), void *arg)
{
    if (PAWL_UNLIKELY(pawl_word_load_acq(&o->state) != PAWL_ONCE_DONE_))
        pawl_once_do_slow_(o, fn, arg);
    PAWL_TSAN_ACQUIRE_(o);
}

PAWL_INLINE void *pawl_once_value_get(pawl_once_value *v, void *(*fn)(void *arg), void *arg)
{
    void *value;
    if (PAWL_UNLIKELY(pawl_word_load_acq(&v->once.state) != PAWL_ONCE_DONE_))
        value = pawl_once_value_slow_(v, fn, arg);
    else
        value = v->value;
    PAWL_TSAN_ACQUIRE_(&v->once);
    return value;
}

PAWL_END_DECLS

#endif
