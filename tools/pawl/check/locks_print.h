// locks_print.h - who holds which lock, and who waits: on the terminal, and as JSON.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_LOCKS_PRINT_H
#define PAWL_TOOLS_LOCKS_PRINT_H

#include "check/locks_view.h"

#include <jansson.h>
#include <stdio.h>

// locks_print prints the locks of a process; stacks: whole ones, not only who called the lock.
void locks_print(FILE *out, struct live_locks *all, const struct live_process *p, bool stacks);

// locks_json returns all of it, as pawl-locks(1) tells, to be released with json_decref.
json_t *locks_json(const struct live_locks *all);

#endif
