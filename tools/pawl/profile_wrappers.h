// profile_wrappers.h - functions that only pass a lock on: the place of interest is their caller.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_WRAPPERS_H
#define PAWL_TOOLS_PROFILE_WRAPPERS_H

#include "profile.h"

// profile_is_ours tells whether a frame lies in pawl itself.
bool profile_is_ours(const struct profile_frame *f);

// profile_is_wrapper tells whether a frame lies in a language's run-time library, or in a function
// that is known to wrap lock functions.
bool profile_is_wrapper(const struct profile_frame *f);

#endif
