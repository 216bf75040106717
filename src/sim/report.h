// report.h - what pawl-model prints: a row per run, the story of what was found, what was reached.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_REPORT_H
#define PAWL_SIM_REPORT_H

#include "sim/explore.h"

void sim_report_heading(void);

// sim_report_row tells how one run of client ended: how it was explored, and in how many seconds.
// complete: all executions were covered. If it ended otherwise than the client expects, or stories
// is set, the execution is told.
// Returns whether it ended as expected.
bool sim_report_row(const struct sim_client *client, const char *how, const struct sim_result *r,
                    double seconds, bool complete, bool stories);

// sim_report_compare: covering all executions and running them one by one must come to the same.
void sim_report_compare(const struct sim_client *client, const struct sim_result *reduced,
                        const struct sim_result *full);

// sim_report_reach notes what the last run visited, and fails it if that is less than it must
// reach.
bool sim_report_reach(const struct sim_client *client);

// sim_report_end prints the table of reach and the count. everything: all clients were run, so that
// some must have reached each row. Returns whether all is well.
bool sim_report_end(bool everything);

// sim_report_flush exits if the output cannot be written: silence is no verdict.
void sim_report_flush(void);

#endif
