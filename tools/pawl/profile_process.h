// profile_process.h - what a record says of its process as a whole.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_PROCESS_H
#define PAWL_TOOLS_PROFILE_PROCESS_H

#include "profile.h"

#include <pawl/record.h>

// profile_read_process fills in who the process is and how long it ran. path is the record's: a
// process that still maps it is running.
void profile_read_process(struct profile *p, struct profile_process *process,
                          const struct pawl_record *r, const char *path);

#endif
