// profile_names.h - what the locks of a process are called.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_NAMES_H
#define PAWL_TOOLS_PROFILE_NAMES_H

#include "profile.h"

// profile_frame_name returns "pool.c:41 make_pool", or as much of it as is known.
const char *profile_frame_name(struct profile *p, const struct profile_frame *f);

// profile_name_locks names those that have no name yet by where they were born, and then makes all
// names unique. The locks must be in their order: the busiest of several keeps the plain name.
void profile_name_locks(struct profile *p, struct profile_process *process);

// profile_caller returns the first frame that is not a wrapper's (profile_wrappers.h), or else the
// last one. NULL if there are none.
const struct profile_frame *profile_caller(const struct profile_frame *frames, size_t count);

#endif
