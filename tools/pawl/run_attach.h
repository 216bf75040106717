// run_attach.h - the record of a running process.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_ATTACH_H
#define PAWL_TOOLS_RUN_ATTACH_H

#include "profile.h"

// run_is_pid tells whether a word is the number of a process.
bool run_is_pid(const char *word);

// run_is_record tells whether a file begins as a record does.
bool run_is_record(const char *path);

// run_attach adds the record that a process writes; if it has none, those of its children: it may
// be the `pawl run` that started them. False, and why.
bool run_attach(struct profile *p, const char *pid, char *why, size_t size);

#endif
