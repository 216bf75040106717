// json.h - findings for other programs.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_JSON_H
#define PAWL_VET_JSON_H

#include "vet/report/findings.h"
#include "vet/report/source.h"

struct vet_rule {
    const char *name, *brief; // of a check; name NULL: the end
};

struct vet_result {
    const struct vet_findings *findings;
    struct source_files *sources;
    const struct vet_rule *rules;                            // all checks
    size_t file_count;                                       // that were read
    const char *const *trouble_files, *const *trouble_texts; // those that could not be
    size_t trouble_count;
};

// Both write to a file, "-" is the standard output, and return NULL or what is wrong.
const char *vet_write_json(const struct vet_result *r, const char *path);  // docs/vet-json.md
const char *vet_write_sarif(const struct vet_result *r, const char *path); // SARIF 2.1.0

#endif
