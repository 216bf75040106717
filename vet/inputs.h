// inputs.h - what pawl vet reads: sources, and what is known of locks.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_INPUTS_H
#define PAWL_VET_INPUTS_H

#include "vet/front/front.h"
#include "vet/options.h"

// Both say what is wrong, and return false then.
bool vet_find_sources(struct vet_sources *s, const struct vet_options *o);
bool vet_read_configs(struct vet_locks *l, const struct vet_options *o);

#endif
