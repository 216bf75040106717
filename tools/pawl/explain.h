// explain.h - the texts of `pawl explain`: explain/*.txt, which the build puts into the command.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_EXPLAIN_H
#define PAWL_TOOLS_EXPLAIN_H

#include <stdbool.h>

struct explain_text {
    const char *kind; // "order"
    const char *text; // the file, whose form explain/KINDS tells
    bool by_vet;      // pawl vet finds it; else pawl run --check does, and of some kinds vet, too
};

extern const struct explain_text explain_texts[]; // the last one's kind is NULL

#endif
