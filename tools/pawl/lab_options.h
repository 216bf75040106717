// lab_options.h - the command line of `pawl lab`.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_LAB_OPTIONS_H
#define PAWL_TOOLS_LAB_OPTIONS_H

#include "lab_scenario.h"

enum { LAB_MAX_LIST = 8 }; // numbers after --threads

// What the user said. Zero and NULL: nothing.
struct lab_options {
    bool help;
    const char *act; // wordcount, demo, editions, ...
    char **files;
    int file_count;
    const struct pawl_edition *locks[LAB_MAX_LOCKS];
    int lock_count;
    int threads[LAB_MAX_LIST];
    int threads_count;
    bool goroutines;
    int procs; // for them; 0: not said
    double seconds;
    int rounds;
    bool has_seed;
    uint32_t seed;
    int64_t hold_ns; // -1: not said
    const char *json, *html, *from;
};

// lab_options_parse reads the command line. Returns false, and says in why what is wrong, in one
// line.
bool lab_options_parse(struct lab_options *o, int argc, char **argv, char *why, size_t size);

// lab_options_print_help prints the table of options.
void lab_options_print_help(FILE *out);

#endif
