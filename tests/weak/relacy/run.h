// run.h - one client, one search, in a process of its own.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_WEAK_RELACY_RUN_H
#define PAWL_TESTS_WEAK_RELACY_RUN_H

#include "client.h"
#include "report.h"

struct weak_run {
    const struct weak_client *client;
    unsigned bound;          // > 0: all executions with so many preemptions; 0: random ones
    uint64_t first, last;    // random: the number of the first and the last, which is their seed
    struct weak_weakening w; // what is weakened meanwhile
    bool trace;              // print an execution that fails, step by step
};

// weak_explore runs it, fills report, and returns NULL, or what went wrong.
const char *weak_explore(const struct weak_run *run, struct weak_report *report);

// weak_client_at returns the n'th client, or NULL if there are not so many.
const struct weak_client *weak_client_at(int n);

// weak_busted_client returns the one that is wrong, and must be found to access freed memory.
const struct weak_client *weak_busted_client(void);

#endif
