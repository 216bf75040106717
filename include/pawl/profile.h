// profile.h - where the threads of this program wait for locks, and for whom.
// SPDX-License-Identifier: MIT
//
//     PAWL_PROFILE=out.pawl ./program        records all of a run, without a line of code;
//     pawl report out.pawl                   shows it, while the program runs and after
//
// A program may also record a part of its run with the functions below. What is recorded: of each
// lock and of each place that takes it how often it was taken, how often it was not free, how long
// that took, and which unlocks let the waiters go (pawl/record.h). It costs a few nanoseconds an
// acquisition, and under a microsecond a wait.
#ifndef PAWL_PROFILE_H
#define PAWL_PROFILE_H

#include <pawl/base.h>

PAWL_BEGIN_DECLS

// All zero: the defaults.
struct pawl_profile_options {
    bool hold;       // measure how long locks are held, too: two looks at the clock for each lock
    uint32_t sample; // record one wait in so many, with that weight; 0 is 1: all
};

// pawl_profile_start begins to record the locks of this process, used through this copy of the
// library, in the file path, or, if that is a directory, in a new file there: PID.N.pawl. A file
// that exists already is not touched. The file is made at the next use of a lock; a child made by
// fork records in a file of its own, in the same directory or with its PID appended. options: NULL
// for the defaults.
// Returns 0, or EBUSY when somebody watches the locks already (pawl/watch.h), or ENAMETOOLONG. What
// goes wrong later is said on standard error. Does not block.
PAWL_API int pawl_profile_start(const char *path, const struct pawl_profile_options *options);

// pawl_profile_stop ends it. The record is complete when all threads have left the lock operation
// they were in. Does nothing if there is nothing to end.
PAWL_API void pawl_profile_stop(void);

PAWL_END_DECLS

#endif
