// report_pprof_table.h - the tables of a pprof file: texts, mappings, functions, locations.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_REPORT_PPROF_TABLE_H
#define PAWL_TOOLS_REPORT_PPROF_TABLE_H

#include "profile.h"
#include "report_index.h"

#include <profile.pb-c.h>

struct pprof {
    Pprof__Profile message;
    struct report_index strings, mappings, functions, locations;
};

void pprof_begin(struct pprof *p);
void pprof_free(struct pprof *p);

// pprof_string returns the index of a text, tamed.
int64_t pprof_string(struct pprof *p, const char *text);

// pprof_location returns the id of the location of the frames, which have one address. pid tells
// apart code that is in no module.
uint64_t pprof_location(struct pprof *p, const struct profile_frame *frames, size_t count, int pid);

// pprof_append grows an array of pointers by one; items is &array.
void pprof_append(void *items, size_t *count, void *item);

#endif
