// base.h - what every pawl header needs: version, export, attributes, error codes.
// SPDX-License-Identifier: MIT
#ifndef PAWL_BASE_H
#define PAWL_BASE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAWL_VERSION_MAJOR 0
#define PAWL_VERSION_MINOR 1
#define PAWL_VERSION_PATCH 0
#define PAWL_VERSION "0.1.0"

// What an _until function returns when its deadline passed first.
#define PAWL_ETIMEDOUT ETIMEDOUT

#ifdef __cplusplus
#define PAWL_BEGIN_DECLS extern "C" {
#define PAWL_END_DECLS }
#else
#define PAWL_BEGIN_DECLS
#define PAWL_END_DECLS
#endif

#define PAWL_API __attribute__((__visibility__("default")))
#define PAWL_NORETURN __attribute__((__noreturn__))
#define PAWL_LIKELY(x) __builtin_expect(!!(x), 1)
#define PAWL_UNLIKELY(x) __builtin_expect(!!(x), 0)

// An inline function of a public header also exists as an exported symbol (C99 inline: one source
// file declares it extern), so that debuggers, other languages and unoptimised callers find it.
#define PAWL_INLINE PAWL_API inline

// Clang's thread-safety analysis (-Wthread-safety), usable from C. Other compilers see nothing. In
// C a PAWL_GUARDED_BY can name a variable, but (before clang 20 or so) no member of the same
// struct: pawl/annotate.h can, for pawl vet.
#if defined(__clang__)
#define PAWL_TSA_(x) __attribute__((x))
#else
#define PAWL_TSA_(x)
#endif
#define PAWL_CAPABILITY(name) PAWL_TSA_(capability(name))
#define PAWL_GUARDED_BY(m) PAWL_TSA_(guarded_by(m))
#define PAWL_PT_GUARDED_BY(m) PAWL_TSA_(pt_guarded_by(m))
#define PAWL_REQUIRES(m) PAWL_TSA_(requires_capability(m))
#define PAWL_REQUIRES_SHARED(m) PAWL_TSA_(requires_shared_capability(m))
#define PAWL_EXCLUDES(m) PAWL_TSA_(locks_excluded(m))
#define PAWL_ACQUIRE(m) PAWL_TSA_(acquire_capability(m))
#define PAWL_TRY_ACQUIRE(result, m) PAWL_TSA_(try_acquire_capability(result, m))
#define PAWL_RELEASE(m) PAWL_TSA_(release_capability(m))
#define PAWL_ACQUIRE_SHARED(m) PAWL_TSA_(acquire_shared_capability(m))
#define PAWL_TRY_ACQUIRE_SHARED(result, m) PAWL_TSA_(try_acquire_shared_capability(result, m))
#define PAWL_RELEASE_SHARED(m) PAWL_TSA_(release_shared_capability(m))
#define PAWL_ASSERTS_HELD(m) PAWL_TSA_(assert_capability(m))
#define PAWL_NO_THREAD_SAFETY_ANALYSIS PAWL_TSA_(no_thread_safety_analysis)

PAWL_BEGIN_DECLS

// pawl_version returns the version of the library that is linked, for comparison with PAWL_VERSION.
PAWL_API const char *pawl_version(void);

// A fatal handler gets the text of a fatal error ("sync: unlock of unlocked mutex", no newline).
typedef void pawl_fatal_handler(const char *text);

// pawl_set_fatal_handler installs what is called after a fatal error was printed and before the
// process aborts, and returns the handler before it (NULL: none). The handler runs on the thread
// that made the mistake, possibly inside a signal handler, and must not use the lock at fault.
// It cannot save the process: when it returns, the process aborts.
PAWL_API pawl_fatal_handler *pawl_set_fatal_handler(pawl_fatal_handler *handler);

PAWL_END_DECLS

#endif
