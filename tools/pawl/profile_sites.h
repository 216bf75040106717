// profile_sites.h - call sites behind wrappers.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_SITES_H
#define PAWL_TOOLS_PROFILE_SITES_H

#include "profile.h"

// profile_is_same_line tells whether two frames of one profile look the same.
bool profile_is_same_line(const struct profile_frame *a, const struct profile_frame *b);

// profile_split_sites replaces sites that lie in a wrapper (profile_wrappers.h), like g_mutex_lock,
// by the wrapper's callers, as far as the stacks of those that waited tell them. How often these
// did not have to wait is not known: it stays with the wrapper.
void profile_split_sites(struct profile_lock *l, const struct profile_process *process);

#endif
