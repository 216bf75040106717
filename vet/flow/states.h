// states.h - what was known on the paths that have reached each block.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_FLOW_STATES_H
#define PAWL_VET_FLOW_STATES_H

#include "vet/flow/inside.h"

struct vet_states {
    struct state_list *blocks; // by rank
    size_t block_count, most;  // in a block, with the same locks
    size_t lowest;             // rank of the first block that may have some to follow
    struct chunk *chunks;
    bool too_many;
};

void vet_states_begin(struct vet_states *s, size_t block_count, size_t most);
void vet_states_end(struct vet_states *s);

// vet_states_add: a path has reached the block of this rank.
void vet_states_add(struct vet_states *s, size_t rank, const struct vet_path *path);

// vet_states_next writes one that is yet to be followed to path, in order of rank. Returns it,
// or SIZE_MAX.
size_t vet_states_next(struct vet_states *s, struct vet_path *path);

#endif
