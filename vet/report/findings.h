// findings.h - what the checks have found.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_FINDINGS_H
#define PAWL_VET_FINDINGS_H

#include "vet/model/program.h"

enum { VET_NOTES = 8 };

struct vet_note {
    struct vet_location location;
    char *text;
};

struct vet_finding {
    const char *check; // its name
    struct vet_location location;
    char *text;                          // one line, begins with a small letter, no full stop
    const struct vet_function *function; // that it lies in, or NULL
    struct vet_note notes[VET_NOTES];
    size_t note_count;
    bool suppressed; // by a comment or the baseline: why is the reason
    char *why;
};

struct vet_findings {
    struct vet_finding *list;
    size_t count;
};

// vet_found adds a finding and returns it, for notes, until the next call. A finding of the same
// check with the same place and text is there only once: then NULL is returned, which vet_add_note
// ignores.
__attribute__((format(printf, 5, 6))) struct vet_finding *vet_found(
    struct vet_findings *all, const char *check, struct vet_location location,
    const struct vet_function *function, const char *format, ...);

__attribute__((format(printf, 3, 4))) void vet_add_note(struct vet_finding *f,
                                                        struct vet_location location,
                                                        const char *format, ...);

// vet_findings_sort puts them in order of file, line, column and check.
void vet_findings_sort(struct vet_findings *all);
void vet_findings_free(struct vet_findings *all);

#endif
