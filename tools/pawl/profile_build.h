// profile_build.h - for those who fill a profile: its memory.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_BUILD_H
#define PAWL_TOOLS_PROFILE_BUILD_H

#include "profile.h"

// profile_new_process appends an empty process, all zero. The arrays in it are to be made with
// xcalloc or xrealloc; profile_free frees them.
struct profile_process *profile_new_process(struct profile *p);

// profile_drop_last takes it away again.
void profile_drop_last(struct profile *p);

// profile_add_note appends a sentence to the notes of a process, unless it is there already.
void profile_add_note(struct profile *p, struct profile_process *process, const char *sentence);

// profile_sort_locks puts locks, sites and charges into the order that profile.h promises.
void profile_sort_locks(struct profile_process *process);

// profile_sort puts the processes into the order of their start.
void profile_sort(struct profile *p);

#endif
