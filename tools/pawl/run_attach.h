// run_attach.h - the record of a running process.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_ATTACH_H
#define PAWL_TOOLS_RUN_ATTACH_H

#include "run_options.h"

// run_is_pid tells whether a word is the number of a process.
bool run_is_pid(const char *word);

// run_record_aim tells what a file is a record of, by how it begins; 0: it is no record.
enum run_aim run_record_aim(const char *path);

// A run_adder takes a record. Returns NULL, or what is wrong with it.
typedef const char *run_adder(void *arg, const char *path);

// run_attach adds the record that a process writes; if it has none, those of its children: it may
// be the `pawl run` that started them. False, and why.
bool run_attach(const char *pid, run_adder *add, void *arg, char *why, size_t size);

#endif
