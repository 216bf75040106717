// check.cpp - runs all clients, and looks whether they have been everywhere.
// SPDX-License-Identifier: MIT
#include "modes.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

// Per client, times the factor: some seconds for all of them together.
enum { RANDOM_EXECUTIONS = 50000 };

static const char *const reach_names[REACH_COUNT] = {
    "stale value loaded",
    "slept",
    "sleep interrupted",
    "woken before its sleep",
    "deadline passed",
    "never slept",
    "timed out",
    "time-out against a wake",
    "spun",
    "starvation mode",
    "overdue",
    "handed over",
    "normal mode again",
    "moved to another CPU",
};

struct totals {
    uint64_t executions, reach[REACH_COUNT];
    int passed, failed;
};

double weak_seconds(void)
{
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void check(struct totals *t, const struct weak_run *run)
{
    struct weak_report report;
    double begin = weak_seconds();
    const char *error = weak_explore(run, &report);
    double seconds = weak_seconds() - begin;
    char search[32] = "random";
    if (run->bound > 0)
        snprintf(search, sizeof search, "%u preemptions", run->bound);
    printf("%-18s %7d  %-14s %10llu %8.1f  %s\n", run->client->name, run->client->threads, search,
           (unsigned long long)report.executions, seconds, error ? error : "ok");
    if (error)
        printf("  replay: weak-relacy trace %s %u %llu %llu\n", run->client->name, run->bound,
               (unsigned long long)run->first, (unsigned long long)run->last);
    t->executions += report.executions;
    for (int i = 0; i < REACH_COUNT; i++)
        t->reach[i] += report.reach[i];
    *(error ? &t->failed : &t->passed) += 1;
}

static void check_reach(struct totals *t)
{
    printf("\n%-24s %12s\n", "visited", "times");
    for (int i = 0; i < REACH_COUNT; i++) {
        printf("%-24s %12llu%s\n", reach_names[i], (unsigned long long)t->reach[i],
               t->reach[i] ? "" : "  NEVER");
        *(t->reach[i] ? &t->passed : &t->failed) += 1;
    }
}

static void check_busted(struct totals *t)
{
    struct weak_run run = {};
    run.client = weak_busted_client();
    run.first = 1;
    run.last = 1000;
    struct weak_report report;
    const char *error = weak_explore(&run, &report);
    bool found = error && strcmp(error, "ACCESS TO FREED MEMORY") == 0;
    printf("%-18s %7d  %-14s %10llu %8s  %s\n", run.client->name, run.client->threads, "random",
           (unsigned long long)report.executions, "",
           found ? "ok: an access to freed memory is seen" : "NOT SEEN TO BE WRONG");
    *(found ? &t->passed : &t->failed) += 1;
}

int weak_check_all(int factor)
{
    struct totals t = {};
    double begin = weak_seconds();
    printf("%-18s %7s  %-14s %10s %8s  %s\n", "client", "threads", "search", "executions", "cpu s",
           "result");
    const struct weak_client *client;
    for (int i = 0; (client = weak_client_at(i)) != NULL; i++) {
        struct weak_run run = {};
        run.client = client;
        run.bound = factor > 1 ? client->long_bound : client->bound;
        if (run.bound > 0)
            check(&t, &run);
        run.bound = 0;
        run.first = 1;
        run.last = (uint64_t)factor * RANDOM_EXECUTIONS;
        check(&t, &run);
    }
    double seconds = weak_seconds() - begin;
    check_busted(&t);
    check_reach(&t);
    printf("\n%llu executions in %.1f s of CPU time, %.0f a second\n",
           (unsigned long long)t.executions, seconds,
           (double)t.executions / (seconds > 0 ? seconds : 1));
    printf("%d passed, %d failed\n", t.passed, t.failed);
    return t.failed == 0 && t.passed > 0 ? 0 : 1;
}
