// task.c - the table of what tasks do differently.
// SPDX-License-Identifier: MIT
#include "park/task.h"

// While it is written others read it: of no address does the first base with the last size say that
// it is a task's, nor the last base with no size.
struct pawl_tasks pawl_tasks_ = {.base = UINTPTR_MAX / 2 + 1};
