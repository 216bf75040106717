// profile_looks.h - entries of a record that a reader could not tell apart.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_LOOKS_H
#define PAWL_TOOLS_PROFILE_LOOKS_H

#include "profile_record.h"
#include "profile_stacks.h"

// merge_look_alikes adds up locks that were born, and sites that are called, in what are several
// addresses but one line of the program: inlined functions, unrolled loops.
void merge_look_alikes(struct pawl_record *r, struct places *places, struct stacks *stacks);

#endif
