// life.h - objects that a function makes, or frees: nobody else uses them then.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_CHECKS_LIFE_H
#define PAWL_VET_CHECKS_LIFE_H

#include "vet/model/program.h"

// Is it what a function that makes objects has returned?
bool vet_makes_object(const struct vet_value *v);

struct vet_life {
    bool is_made, is_freed;
};

// vet_life_in tells what a function does with the object that a place is found by: a local variable
// or a parameter.
struct vet_life vet_life_in(const struct vet_function *f, const struct vet_place *place);

#endif
