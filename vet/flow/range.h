// range.h - what a number may be.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_FLOW_RANGE_H
#define PAWL_VET_FLOW_RANGE_H

#include <stdbool.h>
#include <stdint.h>

// Every number from low to high, but for one: what "x != 0" leaves.
struct vet_range {
    int64_t low, high, hole;
    bool holed;
};

extern const struct vet_range vet_range_all, vet_range_truth; // truth: 0 or 1

struct vet_range vet_range_of(int64_t low, int64_t high);
struct vet_range vet_range_without(struct vet_range r, int64_t number);
struct vet_range vet_range_both(struct vet_range a, struct vet_range b);
struct vet_range vet_range_either(struct vet_range a, struct vet_range b);
struct vet_range vet_range_moved(struct vet_range r, int64_t by);

bool vet_range_is_empty(struct vet_range r);
bool vet_range_is_all(struct vet_range r);
bool vet_range_is_equal(struct vet_range a, struct vet_range b);
bool vet_range_has(struct vet_range r, int64_t number);
bool vet_range_is_one(struct vet_range r, int64_t *number);

#endif
