// task.c - the table of what tasks do differently.
// SPDX-License-Identifier: MIT
#include "park/task.h"

struct pawl_tasks pawl_tasks_;
