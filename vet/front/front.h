// front.h - reads C files into a program, with clang.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_FRONT_H
#define PAWL_VET_FRONT_H

#include "vet/locks/locks.h"

struct vet_source {
    char *file;
    char *folder; // where its compiler is run; NULL: here
    char **arguments;
    size_t argument_count;
};

struct vet_sources {
    struct vet_source *list;
    size_t count;
};

// vet_sources_add adds a file with the compiler's arguments: its name, the file's, -c, -o and what
// clang does not know may be among them. A file that is there already stays as it is.
void vet_sources_add(struct vet_sources *s, const char *file, const char *folder,
                     const char *const *arguments, size_t count);

// vet_sources_of_database adds the C files of the compile_commands.json in folder. Returns false if
// there is none that can be read.
bool vet_sources_of_database(struct vet_sources *s, const char *folder);

void vet_sources_free(struct vet_sources *s);

// vet_source_path returns the file's path as seen from here. To be freed.
char *vet_source_path(const struct vet_source *source);

// A file that could not be read, or that has errors. It is left out.
struct vet_trouble {
    const char *file;
    const char *text; // clang's first error: "a.c:3:1: expected ';'"
};

struct vet_reading {
    unsigned workers; // 0: as many as there are processors
    // Is told, one call at a time, of each file that is done. NULL: nobody is.
    void (*progress)(void *arg, const char *file, size_t done, size_t count);
    void *arg;
    struct vet_trouble *troubles; // from here on: what came of it
    size_t trouble_count;
    int64_t parse_ns, lower_ns; // the time spent in clang and in us, of all workers
};

// vet_read adds what is in the sources to the program. What it writes to troubles lives as long as
// the program does.
void vet_read(struct vet_program *p, const struct vet_locks *l, const struct vet_sources *sources,
              struct vet_reading *reading);

#endif
