// options.h - the command line of pawl-model.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_OPTIONS_H
#define PAWL_SIM_OPTIONS_H

#include "sim/explore.h"

struct sim_options {
    const char *only; // clients of this name or group; NULL: all
    int bound;        // -1: without a bound
    uint64_t random;  // executions; 0: exhaustive
    int depth;        // of PCT; 0: uniformly random
    uint64_t seed;    // for them
    const char *play; // the name of an edition
    bool replay;      // schedule
    struct sim_path schedule;
    bool list, quick, once, story, help;
};

// sim_options_parse reads the command line. Returns false, with one line on stderr, if it is wrong.
bool sim_options_parse(struct sim_options *o, int argc, char **argv);

void sim_options_print_help(void);

#endif
