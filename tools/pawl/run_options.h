// run_options.h - the command lines of `pawl run` and `pawl report`.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_OPTIONS_H
#define PAWL_TOOLS_RUN_OPTIONS_H

#include "report_files.h"
#include "run_fields.h"

#include <stdio.h>

enum run_verb { RUN_VERB_RUN = 1, RUN_VERB_REPORT = 2 };

// What records are about: where threads wait, or what is wrong with how locks are used.
enum run_aim { RUN_AIM_WAITS = 1, RUN_AIM_CHECKS = 2 };

enum { RUN_SUPPRESS = 32 }; // files of rules at most

// What the user said. Zero and NULL: nothing.
struct run_options {
    bool help, quiet;
    // the report
    enum run_field key;
    int rows; // of a table at most; 0: all
    int stacks;
    int pid;
    bool sites_only, wide, all_processes, raw_addresses;
    const char *report_to, *against;
    // the files
    const char *json, *html, *pprof, *folded;
    enum report_by by;
    // the program
    bool glibc, hold;
    unsigned sample;
    int signal;
    const char *output;
    // checks
    bool check, abort_on_finding, all_findings;
    int held_too_long_ms; // 0: as long as they want
    int exit_code;        // 0: the program's
    const char *suppress[RUN_SUPPRESS];
    size_t suppress_count;
    uint64_t seen; // a bit for each option that was said
    // what is left: the program with its arguments, or what to report
    char **rest;
    int rest_count;
};

// run_options_parse reads the command line of a verb. Returns false, and says in why what is wrong,
// in one line.
bool run_options_parse(struct run_options *o, enum run_verb verb, int argc, char **argv, char *why,
                       size_t size);

// run_options_suit tells whether all options that were said make sense for records of this kind.
// False, and why.
bool run_options_suit(const struct run_options *o, enum run_aim aim, char *why, size_t size);

// run_options_print_help prints the table of a verb's options.
void run_options_print_help(FILE *out, enum run_verb verb);

#endif
