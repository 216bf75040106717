// check.h - finds misuse of locks, and deadlocks, while the program runs.
// SPDX-License-Identifier: MIT
//
//     pawl run --check ./program      any program, and says what it finds with names and lines;
//     PAWL_CHECK=1 ./program          one that is linked with libpawl: the same, by itself
//
// What is found, and what to do about it: `pawl explain`. It costs some tens of nanoseconds a lock
// and unlock. The functions below are for programs that turn it on by themselves, or that say what
// they know of their locks so that the checks need not guess.
#ifndef PAWL_CHECK_H
#define PAWL_CHECK_H

#include <pawl/base.h>

PAWL_BEGIN_DECLS

// All zero: the defaults.
struct pawl_check_options {
    uint32_t held_too_long_ms; // a lock that is held longer is a finding; 0: never
    bool abort_on_finding;     // abort() at the first, so that a debugger or core shows it
    bool quiet;                // no text on standard error, only the record
};

// pawl_check_enable begins to check the locks of this process that are used through this copy of
// the library, from now on; locks that are held already are not known to be. Findings are said on
// standard error, and recorded in the file path if it is not NULL (a directory: in a new file
// there); pawl report shows that with function names. A forked child is checked, too.
// Returns 0, or EBUSY when somebody watches the locks already (pawl/watch.h), ENOMEM, or
// ENAMETOOLONG. Does not block.
PAWL_API int pawl_check_enable(const char *path, const struct pawl_check_options *options);

// pawl_check_disable ends it. Does nothing if there is nothing to end.
PAWL_API void pawl_check_disable(void);

// ---- what a program knows of its locks ----------------------------------------------------------
//
// These are about the lock at an address, of any kind, also a pthread lock, and hold until it is
// destroyed, or initialised anew. They cost nothing when nobody checks. Call them after the
// lock was initialised. Texts are copied, and cut off after 39 bytes. Async-signal-safe.

// pawl_lock_name gives a lock a name for reports.
PAWL_API void pawl_lock_name(const void *lock, const char *name);

// pawl_lock_class says that all locks of one class, and no others, are alike in what order they are
// taken. By default a variable is a class of its own, and so are all locks that were initialised,
// or else used first, at one place.
PAWL_API void pawl_lock_class(const void *lock, const char *class_name);

// pawl_lock_level says in what order locks of one class may be taken: one of a lower level first,
// as of a parent before its child. Two of the same level may not be nested. 0: no level.
PAWL_API void pawl_lock_level(const void *lock, unsigned level);

// pawl_lock_any_unlocker says that whoever gets a lock need not be who unlocks it: it is handed
// from thread to thread, or used as a signal.
PAWL_API void pawl_lock_any_unlocker(const void *lock);

// pawl_lock_gone says that memory is used for something else from now on, and the locks in it are
// no more. Under `pawl run --check` free and realloc say so by themselves; a program's own
// allocator may, where locks begin without being initialised.
PAWL_API void pawl_lock_gone(const void *memory, size_t bytes);

PAWL_END_DECLS

#endif
