// report_file.h - a file of the user's that is whole or not there.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_REPORT_FILE_H
#define PAWL_TOOLS_REPORT_FILE_H

#include <stdbool.h>
#include <stdio.h>

// A report_printer writes what arg stands for to out. False, with errno: it could not.
typedef bool report_printer(FILE *out, const void *arg);

// report_file_write has print fill a new file beside path, which then takes its place in one step.
// A new file is for its owner's eyes only, one that was there keeps its rights; links are followed,
// but not a stranger's in a folder that anybody may write to. What is no regular file is written to
// as it is; "-" is the standard output. Returns NULL, or what went wrong: then a regular file is as
// it was before.
const char *report_file_write(const char *path, report_printer *print, const void *arg);

// report_file_open opens path for a report that grows while something runs, a line at a time; the
// same holds for its rights, and for links. NULL, and what went wrong.
FILE *report_file_open(const char *path, const char **wrong);

// report_file_check finds out, before anything is measured, whether path can be written; changes
// nothing. Returns NULL, or what is wrong with it.
const char *report_file_check(const char *path);

#endif
