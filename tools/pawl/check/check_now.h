// check_now.h - what a thread does at this moment.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_CHECK_NOW_H
#define PAWL_TOOLS_CHECK_NOW_H

#include "profile.h"

// check_now_stack looks at a thread of a process that pawl may trace (a child of its own), which it
// stops for some milliseconds. Returns its stack, with names kept by p; its frames are to be freed.
// Depth 0: it could not be looked at.
struct profile_stack check_now_stack(struct profile *p, int pid, int tid);

#endif
