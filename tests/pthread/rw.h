// rw.h - what the tests of pthread rwlocks share: the kinds, and locks as arguments.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_PTHREAD_RW_H
#define PAWL_TESTS_PTHREAD_RW_H

#include "pthread/posix.h"

// The kinds: by init without attributes, static, of zeros, by attribute, and the static one that
// prefers writers.
enum {
    KIND_PLAIN,
    KIND_STATIC,
    KIND_ZEROS,
    KIND_READER,
    KIND_WRITER,
    KIND_STRICT,
    KIND_STRICT_STATIC,
    KINDS
};

static inline void rw_make_of(pthread_rwlock_t *rw, int preference)
{
    pthread_rwlockattr_t attr;
    WORKS(pthread_rwlockattr_init(&attr));
    WORKS(pthread_rwlockattr_setkind_np(&attr, preference));
    WORKS(pthread_rwlock_init(rw, &attr));
    WORKS(pthread_rwlockattr_destroy(&attr));
}

static inline void rw_make(pthread_rwlock_t *rw, int kind)
{
    static const pthread_rwlock_t plain = PTHREAD_RWLOCK_INITIALIZER;
    static const pthread_rwlock_t strict = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
    switch (kind) {
    case KIND_PLAIN: WORKS(pthread_rwlock_init(rw, NULL)); break;
    case KIND_STATIC: *rw = plain; break;
    case KIND_ZEROS: memset(rw, 0, sizeof *rw); break;
    case KIND_READER: rw_make_of(rw, PTHREAD_RWLOCK_PREFER_READER_NP); break;
    case KIND_WRITER: rw_make_of(rw, PTHREAD_RWLOCK_PREFER_WRITER_NP); break;
    case KIND_STRICT: rw_make_of(rw, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP); break;
    default: *rw = strict; break;
    }
}

// A strict kind lets no reader in past a waiting writer, and its readers must not lock recursively.
// With PREFER_WRITER_NP they may: glibc takes it for PREFER_READER_NP, as its manual says.
static inline bool rw_is_strict(int kind)
{
    return kind == KIND_STRICT || kind == KIND_STRICT_STATIC;
}

static inline int rw_rdlock(void *rw)
{
    return pthread_rwlock_rdlock(rw);
}

static inline int rw_wrlock(void *rw)
{
    return pthread_rwlock_wrlock(rw);
}

static inline int rw_tryrdlock(void *rw)
{
    return pthread_rwlock_tryrdlock(rw);
}

static inline int rw_trywrlock(void *rw)
{
    return pthread_rwlock_trywrlock(rw);
}

static inline int rw_unlock(void *rw)
{
    return pthread_rwlock_unlock(rw);
}

static inline int rw_read(void *rw)
{
    int err = pthread_rwlock_rdlock(rw);
    return err != 0 ? err : pthread_rwlock_unlock(rw);
}

static inline int rw_write(void *rw)
{
    int err = pthread_rwlock_wrlock(rw);
    return err != 0 ? err : pthread_rwlock_unlock(rw);
}

static inline int rw_tryread(void *rw)
{
    int err = pthread_rwlock_tryrdlock(rw);
    return err != 0 ? err : pthread_rwlock_unlock(rw);
}

static inline int rw_trywrite(void *rw)
{
    int err = pthread_rwlock_trywrlock(rw);
    return err != 0 ? err : pthread_rwlock_unlock(rw);
}

#endif
