// main.c - pawl-model: runs the library's own source under every interleaving of its model clients.
// SPDX-License-Identifier: MIT
#include "clients/clients.h"
#include "sim/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct sim_options options;

// A client with so few executions is also run without the reduction.
#define SMALL 1e6

static int passed, failed;

static double seconds(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

// "0,1,1.2": the thread of each step, and which of the possible results it had if not the first.
static void print_replay(const struct sim_client *client, const struct sim_path *path)
{
    printf("replay with: pawl-model --client %s --replay ", client->name);
    for (int i = 0; i < path->length; i++) {
        printf("%s%d", i ? "," : "", path->steps[i].thread);
        if (path->steps[i].alt)
            printf(".%d", path->steps[i].alt);
    }
    putchar('\n');
}

// Whoever cannot be told the outcome must not take silence for one.
static void flush_output(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return;
    fprintf(stderr, "pawl-model: cannot write the output: %s\n", strerror(errno));
    exit(2);
}

static void tell(const struct sim_client *client, const struct sim_result *r)
{
    printf("\n%s: %s\n", client->name, r->violation);
    sim_replay(client, &r->path);
    print_replay(client, &r->path);
    putchar('\n');
}

static void print_row(const struct sim_client *client, const char *how, const struct sim_result *r,
                      double elapsed)
{
    printf("%-19s %-10s %9llu %10llu %10.3g %6llu %6.1f  %s\n", client->name, how,
           (unsigned long long)r->states, (unsigned long long)r->transitions, r->executions,
           (unsigned long long)r->finals, elapsed, r->violation ? "FAILED" : "ok");
    flush_output();
}

static bool verdict(const struct sim_client *client, const struct sim_result *r)
{
    if (r->violation) {
        failed++;
        tell(client, r);
        return false;
    }
    passed++;
    return true;
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
    print_row(client, how, r, seconds() - start);
    return verdict(client, r);
}

// The reduction must not lose anything: every execution one by one reaches the same final states,
// and there are exactly as many as the reduction says it has covered.
static void compare_reduction(const struct sim_client *client, const struct sim_result *reduced)
{
    static struct sim_result full;
    if (!exhaust(client, -1, false, &full))
        return;
    bool same = full.finals == reduced->finals && full.finals_hash == reduced->finals_hash &&
                full.executions == reduced->executions;
    if (same) {
        passed++;
        return;
    }
    failed++;
    printf("%s: the reduction covers %.17g executions, there are %.17g; or final states differ\n",
           client->name, reduced->executions, full.executions);
}

// "mutex" selects mutex/2x2 and its kin, "mutex/2x2" only itself.
static bool selected(const struct sim_client *client)
{
    if (options.quick && client->long_run)
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
    if (options.list) {
        printf("%-20s %s\n", client->name, client->what);
    } else if (options.random) {
        double start = seconds();
        sim_explore_random(client, options.random, options.seed, &r);
        print_row(client, "random", &r, seconds() - start);
        verdict(client, &r);
    } else if (options.bound >= 0) {
        for (int bound = 0; bound <= options.bound && exhaust(client, bound, true, &r); bound++)
            ;
    } else if (exhaust(client, -1, true, &r) && !r.endless && r.executions <= SMALL) {
        compare_reduction(client, &r);
    }
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
    flush_output();
    if (!fits)
        fprintf(stderr, "pawl-model: the schedule does not fit the client\n");
    return fits ? 0 : 2;
}

static int explore(void)
{
    int count = 0;
    sim_for_each_client(count_client, &count);
    if (count == 0) {
        fprintf(stderr, "pawl-model: no client is called '%s'%s\n", options.only,
                options.quick ? " or left by --quick" : "");
        return 2;
    }
    if (!options.list)
        printf("%-19s %-10s %9s %10s %10s %6s %6s\n", "client", "explored", "states", "steps",
               "executions", "finals", "time s");
    sim_for_each_client(run_client, NULL);
    if (!options.list)
        printf("%d passed, %d failed\n", passed, failed);
    return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
    if (!sim_options_parse(&options, argc, argv))
        return 2;
    int status = 0;
    if (options.help)
        sim_options_print_help();
    else
        status = options.replay ? replay() : explore();
    flush_output();
    return status;
}
