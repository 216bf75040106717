// suppress.h - findings that people know of: by a comment in the source, or by a baseline file.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_SUPPRESS_H
#define PAWL_VET_SUPPRESS_H

#include "vet/report/findings.h"
#include "vet/report/source.h"

// suppress_by_comments marks the findings that lie on the line of a comment
//
//     // pawl-vet: ignore CHECK,CHECK... reason
//
// or, if there is nothing else on that line, on the next line of code; one of their notes may lie
// there as well. A comment without a reason, or with a check that there is not, is itself a
// finding, as is, if unused is asked for, one that suppresses nothing. names are those of all
// checks, with NULL at the end; files are looked into as well as those that findings lie in.
void suppress_by_comments(struct vet_findings *all, struct source_files *sources,
                          const char *const *files, size_t file_count, const char *const *names,
                          bool unused);

// A baseline has a line for each finding that is to be left alone: check, file, function, text. Not
// the number of the line: it may move.
//
// Both return NULL, or what is wrong. If unused is asked for, lines for which nothing was found any
// more are findings.
const char *baseline_write(const struct vet_findings *all, const char *path);
const char *baseline_apply(struct vet_findings *all, const char *path, bool unused);

#endif
