// arguments.h - a compiler's arguments, as clang is to see them.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_ARGUMENTS_H
#define PAWL_VET_ARGUMENTS_H

#include "vet/front/front.h"

struct front_arguments {
    const char **list; // they belong to the source
    size_t count;
};

// Keeps what changes the meaning of a source; leaves out the file, outputs, warnings, and what only
// other compilers know. plain leaves out all that is about the processor, too.
struct front_arguments front_arguments(const struct vet_source *source, bool plain);

#endif
