// options.h - what pawl vet is asked to do.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_OPTIONS_H
#define PAWL_VET_OPTIONS_H

#include "vet/checks/checks.h"

enum { VET_CONFIGS = 16, VET_CHECKS = 32 };

struct vet_options {
    const char *build;  // -p: a folder with compile_commands.json
    char *const *files; // the files named, count of them
    int file_count;
    char *const *flags; // after --
    int flag_count;
    const char *configs[VET_CONFIGS];
    int config_count;
    const struct vet_check *checks[VET_CHECKS]; // those to run; NULL at the end
    const char *json, *sarif, *baseline, *write_baseline;
    unsigned workers;
    bool quiet, unused, times, snippets, dump;
};

// vet_options_read reads the command line. Returns -1 to go on, else the exit status: it has
// printed what was asked for, or what is wrong.
int vet_options_read(struct vet_options *o, int argc, char **argv);

// vet_options_complain prints "pawl: vet: ..." on standard error and returns 2.
__attribute__((format(printf, 1, 2))) int vet_options_complain(const char *format, ...);

#endif
