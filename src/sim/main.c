// main.c - pawl-model: runs the library's own source under every interleaving of its model clients.
// SPDX-License-Identifier: MIT
#include "clients/clients.h"
#include "sim/explore.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct {
    const char *only;     // run clients whose name begins so
    const char *schedule; // replay this
    long bound;           // -1: without a bound
    uint64_t random;      // executions; 0: exhaustive
    uint64_t seed;
    bool list;
    bool quick;
} options = {.only = "", .bound = -1, .seed = 1};

// A client with so few executions is also run without the reduction.
#define SMALL 1e6
#define MAX_BOUND 60

static int passed, failed;
static bool replayed;

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

static bool parse_schedule(const char *text, struct sim_path *path)
{
    path->length = 0;
    for (const char *p = text; *p; p += *p == ',') {
        char *end;
        struct sim_choice c = {(uint8_t)strtoul(p, &end, 10), 0, true};
        if (end == p || c.thread >= SIM_MAX_THREADS || path->length == SIM_MAX_DEPTH)
            return false;
        p = end;
        if (*p == '.') {
            c.alt = (uint8_t)strtoul(p + 1, &end, 10);
            p = end;
        }
        path->steps[path->length++] = c;
        if (*p != ',' && *p != '\0')
            return false;
    }
    return path->length > 0;
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
    fflush(stdout);
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
    size_t n = strlen(options.only);
    if (options.quick && client->long_run)
        return false;
    return strncmp(client->name, options.only, n) == 0 &&
           (n == 0 || client->name[n] == '\0' || client->name[n] == '/');
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

static void replay_client(void *arg, const struct sim_client *client)
{
    if (strcmp(client->name, options.only) != 0)
        return;
    replayed = true;
    if (sim_replay(client, arg))
        passed++; // it was told; whether it is a violation, the story says
    else
        fprintf(stderr, "pawl-model: the schedule does not fit the client\n");
}

static void usage(FILE *out)
{
    fputs("usage: pawl-model [--quick] [--client NAME] [--bound N | --random N [--seed S] | "
          "--replay STEPS]\n"
          "       pawl-model --list\n"
          "\n"
          "Runs the source of pawl's locks under every interleaving of small client programs.\n"
          "Without options: every client, exhaustively.\n"
          "\n"
          "  --client NAME   only this client, or the group before the slash\n"
          "  --bound N       at most 0, 1, ... N preemptions instead of all interleavings\n"
          "  --random N      N random executions; --seed S makes them repeatable (default 1)\n"
          "  --replay STEPS  tell the story of one schedule, as printed with a failure\n"
          "  --quick         leave out the clients that take minutes\n"
          "  --list          list the clients\n"
          "  -h, --help      this\n"
          "\n"
          "A column 'executions' counts complete interleavings. They are covered, not run one by\n"
          "one: a state that was seen before is not explored again, but what follows is counted.\n"
          "Exit status: 0 all well, 1 something was found, 2 wrong usage.\n",
          out);
}

static uint64_t number(const char *option, const char *text)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    if (errno || end == text || *end || *text == '-') {
        fprintf(stderr, "pawl-model: %s wants a number, not '%s'\n", option, text);
        exit(2);
    }
    return n;
}

static void parse_options(int argc, char **argv)
{
    static const struct option longs[] = {
        {"client", required_argument, NULL, 'c'},
        {"bound", required_argument, NULL, 'b'},
        {"random", required_argument, NULL, 'r'},
        {"seed", required_argument, NULL, 's'},
        {"replay", required_argument, NULL, 'p'},
        {"list", no_argument, NULL, 'l'},
        {"quick", no_argument, NULL, 'q'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;) {
        switch (c) {
        case 'c': options.only = optarg; break;
        case 'b': options.bound = (long)(number("--bound", optarg) % 64); break;
        case 'r': options.random = number("--random", optarg); break;
        case 's': options.seed = number("--seed", optarg); break;
        case 'p': options.schedule = optarg; break;
        case 'l': options.list = true; break;
        case 'q': options.quick = true; break;
        case 'h': usage(stdout); exit(0);
        default: exit(2);
        }
    }
    if (optind < argc) {
        fprintf(stderr, "pawl-model: unexpected argument '%s'\n", argv[optind]);
        exit(2);
    }
}

int main(int argc, char **argv)
{
    parse_options(argc, argv);
    static struct sim_path path;
    if (options.schedule) {
        if (!parse_schedule(options.schedule, &path)) {
            fprintf(stderr, "pawl-model: --replay wants steps like 0,1,1.2,0\n");
            return 2;
        }
        replayed = false;
        sim_for_each_client(replay_client, &path);
        if (!replayed)
            fprintf(stderr, "pawl-model: --replay wants the full name of a --client\n");
        return passed ? 0 : 2;
    }
    if (!options.list)
        printf("%-19s %-10s %9s %10s %10s %6s %6s\n", "client", "explored", "states", "steps",
               "executions", "finals", "time s");
    sim_for_each_client(run_client, NULL);
    if (options.list)
        return 0;
    if (passed + failed == 0) {
        fprintf(stderr, "pawl-model: no client is called '%s'\n", options.only);
        return 2;
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed ? 1 : 0;
}
