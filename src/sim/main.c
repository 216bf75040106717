// main.c - pawl-model: runs the library's own source under every interleaving of its model clients.
// SPDX-License-Identifier: MIT
#include "clients/clients.h"
#include "sim/events.h"
#include "sim/options.h"
#include "sim/play.h"
#include "sim/report.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static struct sim_options options;

// A client with so few executions is also run without the reduction.
#define SMALL 1e6

static double seconds(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

// Exhausts client. bound -1: all of it.
static bool exhaust(const struct sim_client *client, int bound, bool reduce, struct sim_result *r)
{
    char how[32] = "all";
    if (!reduce)
        snprintf(how, sizeof how, "one by one");
    else if (bound >= 0)
        snprintf(how, sizeof how, "bound %d", bound);
    double start = seconds();
    sim_explore(client, bound, reduce, r);
    return sim_report_row(client, how, r, seconds() - start, options.bound < 0, options.story);
}

// The way the client is meant to be run.
static void run_as_meant(const struct sim_client *client)
{
    static struct sim_result r, full;
    sim_forget_visits();
    if (client->expected || client->unserved) {
        double start = seconds();
        sim_search(client, &r);
        sim_report_row(client, "nearest", &r, seconds() - start, true, options.story);
    } else if (client->bound > 0) {
        exhaust(client, client->bound, true, &r);
    } else if (exhaust(client, -1, true, &r) && !r.endless && r.executions <= SMALL &&
               !options.once) {
        // The reduction must not lose anything: every execution one by one reaches the same final
        // states, and there are exactly as many as the reduction says it has covered.
        if (exhaust(client, -1, false, &full))
            sim_report_compare(client, &r, &full);
    }
    sim_report_reach(client);
}

static void run_random(const struct sim_client *client)
{
    static struct sim_result r;
    char how[32] = "random";
    if (options.depth > 0)
        snprintf(how, sizeof how, "pct %d", options.depth);
    double start = seconds();
    sim_explore_random(client, options.random, options.depth, options.seed, &r);
    sim_report_row(client, how, &r, seconds() - start, false, options.story);
}

// "mutex" selects mutex/2x2 and its kin, "mutex/2x2" only itself.
static bool selected(const struct sim_client *client)
{
    if (options.quick && client->long_run)
        return false;
    // Threads that run for ever have no executions to be cut into.
    if (client->unserved && (options.random > 0 || options.bound >= 0))
        return false;
    if (!options.only)
        return true;
    size_t n = strlen(options.only);
    return n > 0 && strncmp(client->name, options.only, n) == 0 &&
           (client->name[n] == '\0' || client->name[n] == '/');
}

static void count_client(void *arg, const struct sim_client *client)
{
    int *count = arg;
    *count += selected(client);
}

static void run_client(void *arg, const struct sim_client *client)
{
    (void)arg;
    static struct sim_result r;
    if (!selected(client))
        return;
    if (options.list)
        printf("%-20s %s\n", client->name, client->what);
    else if (options.random > 0)
        run_random(client);
    else if (options.bound < 0)
        run_as_meant(client);
    else
        for (int bound = 0; bound <= options.bound && exhaust(client, bound, true, &r); bound++)
            ;
}

static void find_client(void *arg, const struct sim_client *client)
{
    const struct sim_client **found = arg;
    if (strcmp(client->name, options.only) == 0)
        *found = client;
}

// What is told is told, whether it is a violation or not: the story says.
static int replay(void)
{
    const struct sim_client *client = NULL;
    sim_for_each_client(find_client, (void *)&client);
    if (!client) {
        fprintf(stderr, "pawl-model: --replay wants the full name of a client, not '%s'\n",
                options.only);
        return 2;
    }
    bool fits = sim_replay(client, &options.schedule);
    sim_report_flush();
    if (!fits)
        fprintf(stderr, "pawl-model: the schedule does not fit the client\n");
    return fits ? 0 : 2;
}

static int explore(void)
{
    int count = 0;
    sim_for_each_client(count_client, &count);
    if (count == 0) {
        fprintf(stderr, "pawl-model: no client is called '%s', or none fits the other options\n",
                options.only ? options.only : "");
        return 2;
    }
    if (!options.list)
        sim_report_heading();
    sim_for_each_client(run_client, NULL);
    if (options.list)
        return 0;
    bool everything = !options.only && !options.quick && options.random == 0 && options.bound < 0;
    return sim_report_end(everything) ? 0 : 1;
}

static int play(void)
{
    if (sim_play(options.play))
        return 0;
    fprintf(stderr, "pawl-model: no edition '%s'; there are: %s\n", options.play, sim_play_names());
    return 2;
}

int main(int argc, char **argv)
{
    if (!sim_options_parse(&options, argc, argv))
        return 2;
    int status = 0;
    if (options.help)
        sim_options_print_help();
    else
        status = options.play ? play() : options.replay ? replay() : explore();
    sim_report_flush();
    return status;
}
