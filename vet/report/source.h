// source.h - the text of the files that findings lie in.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_SOURCE_H
#define PAWL_VET_SOURCE_H

#include <stddef.h>

struct source_file {
    char *name, *text; // text: the lines end with '\0'
    char *real;        // its path without links, by which one file with two names is one
    char **lines;      // [0] is line 1
    size_t line_count;
    struct source_file *next;
};

struct source_files { // those that were read so far
    struct source_file *first;
};

// source_file returns a file, the same one whichever of its names is given; with no lines if it
// cannot be read.
struct source_file *source_file(struct source_files *all, const char *name);

// source_line returns a line, by its number; NULL: there is none.
const char *source_line(struct source_files *all, const char *name, unsigned number);

// source_character returns which character of its line a byte belongs to, both counted from 1.
unsigned source_character(struct source_files *all, const char *name, unsigned line, unsigned byte);

void source_files_free(struct source_files *all);

// source_name returns a file's name for people: without the current folder in front of it.
const char *source_name(const char *name);

#endif
