// lab_scenario.c - the list of scenarios.
// SPDX-License-Identifier: MIT
#include "lab_scenario.h"

#include <string.h>

const struct lab_scenario *const lab_scenarios[] = {
    &lab_wordcount, &lab_registry, &lab_hunger, &lab_handoff, NULL,
};

const struct lab_scenario *lab_scenario_find(const char *name)
{
    for (const struct lab_scenario *const *s = lab_scenarios; *s; s++) {
        if (strcmp((*s)->name, name) == 0)
            return *s;
    }
    return NULL;
}
