// rounds.h - real rounds, and files to go with them. For one program: what is here is static.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_LAB_ROUNDS_H
#define PAWL_TESTS_LAB_ROUNDS_H

#include "lab_scenario.h"
#include "support/suite.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

// handoff locks a ring of locks, each before the next: an order with a cycle, and safe only as
// there is always one free. ThreadSanitizer cannot know.
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
    return "detect_deadlocks=0";
}

static char folder[] = "/tmp/pawl-lab-test-XXXXXX";

static struct lab_report report;
static char why[400];
static bool goroutines; // whether run runs them

// Runs one scenario with some locks; each round lasts round_ms.
static inline void run(const struct lab_scenario *scenario, int threads, int round_ms,
                       const char *locks, char **files)
{
    struct lab_plan plan = {
        .rounds = LAB_MIN_ROUNDS, .table_count = 1, .trace = true, .goroutines = goroutines};
    plan.tables[0].scenario = scenario;
    plan.tables[0].threads = threads;
    plan.setup.hold_ns = 5000;
    plan.setup.files = files;
    plan.setup.file_count = files ? 1 : 0;
    for (int i = 0; pawl_editions[i]; i++) {
        const struct pawl_edition *e = pawl_editions[i];
        if (goroutines && strcmp(e->name, "pthread") == 0)
            continue;
        if (locks ? strstr(locks, e->name) != NULL : e->excludes)
            plan.locks[plan.lock_count++] = e;
    }
    report = (struct lab_report){.seed = 7, .machine = {.cpus = 1}};
    report.seconds = plan.lock_count * plan.rounds * round_ms / 1e3;
    ck_assert_msg(lab_run(&plan, &report, NULL, why, sizeof why), "%s", why);
}

static inline const struct lab_table *table(void)
{
    return &report.tables[0];
}

static inline char *write_file(const char *name, const char *content)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    fputs(content, f);
    fclose(f);
    return path;
}

// run_in_folder runs the tests with a folder for their files.
static inline int run_in_folder(const char *name, const struct named_test *tests, size_t count)
{
    char command[64];
    if (!mkdtemp(folder))
        return 1;
    int status = suite_run(name, tests, count);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command) != 0 || status != 0;
}

#endif
