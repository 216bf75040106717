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

// profile_read_head does so for a record of any kind. last_ns: so long after its start it was
// active, for one that has not ended in order.
void profile_read_head(struct profile *p, struct profile_process *process,
                       const struct pawl_record_head *r, int64_t last_ns, const char *path);

#endif
