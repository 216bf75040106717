// report_files.h - a profile as a file: JSON, one HTML page, pprof, folded stacks.
// SPDX-License-Identifier: MIT
//
// All return NULL, or what went wrong: a sentence part, valid until the next call. A regular file
// at path is replaced by the complete new one, or stays as it was; a pipe or device is written to.
// "-" is the standard output.
#ifndef PAWL_TOOLS_REPORT_FILES_H
#define PAWL_TOOLS_REPORT_FILES_H

#include "profile.h"

// Which stacks a profile for pprof or a flame graph has.
enum report_by {
    REPORT_BY_WAITER,   // those that waited
    REPORT_BY_UNLOCKER, // those whose unlock ended waits, with the waiting of all whom they let go
};

// report_json writes all of it (docs/run-json.md); profile_add_json reads it back.
const char *report_json(const struct profile *p, const char *path);

// report_html writes a page for people, complete in itself.
const char *report_html(const struct profile *p, const char *path);

// report_pprof writes a gzipped profile.proto.
const char *report_pprof(const struct profile *p, enum report_by by, const char *path);

// report_folded writes one line per stack: root;...;leaf, and its waiting in ns.
const char *report_folded(const struct profile *p, enum report_by by, const char *path);

#endif
