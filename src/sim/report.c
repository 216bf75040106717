// report.c - rows, stories, the table of reach.
// SPDX-License-Identifier: MIT
#include "sim/report.h"

#include "sim/events.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER = 24, EXACT = 15 }; // characters of a number; digits that make it an exact one

static int passed, failed;

static struct {
    uint64_t visits;
    int clients;       // that must reach it
    const char *first; // of them
} reach[SIM_REACHABLE];

void sim_report_flush(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return;
    fprintf(stderr, "pawl-model: cannot write the output: %s\n", strerror(errno));
    exit(2);
}

static bool count(bool ok)
{
    passed += ok;
    failed += !ok;
    return ok;
}

void sim_report_heading(void)
{
    printf("%-20s %-10s %8s %9s %8s %6s %5s\n", "client", "explored", "states", "steps", "executed",
           "finals", "s");
}

// A number, or a dash where the way of exploring knows none.
static void write_number(char out[NUMBER], int precision, double n)
{
    if (n > 0)
        snprintf(out, NUMBER, "%.*g", precision, n);
    else
        snprintf(out, NUMBER, "-");
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

static void tell(const struct sim_client *client, const struct sim_result *r)
{
    printf("\n%s: %s\n", client->name, r->violation);
    sim_replay(client, &r->path);
    print_replay(client, &r->path);
    putchar('\n');
}

// A known weakness must be found, and nothing else.
static bool as_expected(const struct sim_client *client, const struct sim_result *r)
{
    if (client->expected == NULL)
        return r->violation == NULL;
    return r->violation != NULL && strstr(r->violation, client->expected) != NULL;
}

bool sim_report_row(const struct sim_client *client, const char *how, const struct sim_result *r,
                    double seconds, bool complete, bool stories)
{
    char states[NUMBER], executions[NUMBER], finals[NUMBER];
    write_number(states, EXACT, (double)r->states);
    write_number(executions, 3, r->executions);
    write_number(finals, EXACT, (double)r->finals);
    bool ok = as_expected(client, r);
    bool open = !ok && !complete && r->violation == NULL; // they need not meet a known weakness
    if (!open)
        count(ok);
    printf("%-20s %-10s %8s %9llu %8s %6s %5.1f  ", client->name, how, states,
           (unsigned long long)r->transitions, executions, finals, seconds);
    puts(open ? "not found" : !ok ? "FAILED" : client->expected ? "found" : "ok");
    if (r->violation && (!ok || stories))
        tell(client, r);
    else if (!ok && !open)
        printf("%s: has a known weakness (%s), which was not found\n", client->name,
               client->expected);
    sim_report_flush();
    return ok || open;
}

void sim_report_compare(const struct sim_client *client, const struct sim_result *reduced,
                        const struct sim_result *full)
{
    bool same = full->finals == reduced->finals && full->finals_hash == reduced->finals_hash &&
                full->executions == reduced->executions;
    if (!count(same))
        printf("%s: the reduction covers %.17g executions, there are %.17g; or final states "
               "differ\n",
               client->name, reduced->executions, full->executions);
}

bool sim_report_reach(const struct sim_client *client)
{
    bool ok = true;
    for (int e = 0; e < SIM_REACHABLE; e++) {
        reach[e].visits += sim_visits(e);
        if ((client->reaches & SIM_BIT(e)) == 0)
            continue;
        if (reach[e].clients++ == 0)
            reach[e].first = client->name;
        if (sim_visits(e) == 0)
            printf("%s: never visited: %s\n", client->name, sim_event_name(e));
        ok = ok && sim_visits(e) > 0;
    }
    return client->reaches == 0 || count(ok);
}

static bool anything_reached(void)
{
    for (int e = 0; e < SIM_REACHABLE; e++)
        if (reach[e].clients > 0)
            return true;
    return false;
}

bool sim_report_end(bool everything)
{
    if (anything_reached())
        printf("\n%-53s %9s  %s\n", "visited", "steps", "must (of n)");
    for (int e = 0; anything_reached() && e < SIM_REACHABLE; e++) {
        if (!everything && reach[e].clients == 0 && reach[e].visits == 0)
            continue;
        printf("%-53s %9llu  ", sim_event_name(e), (unsigned long long)reach[e].visits);
        if (reach[e].clients > 0)
            printf("%s (%d)\n", reach[e].first, reach[e].clients);
        else
            puts(everything && !count(false) ? "FAILED: no client must reach it" : "-");
    }
    printf("%s%d passed, %d failed\n", anything_reached() ? "\n" : "", passed, failed);
    return failed == 0;
}
