// weaken.cpp - weakens each atomic operation of the library in turn: does any client notice?
// SPDX-License-Identifier: MIT
#include "modes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// First few random executions of each client, then many, as most losses are noticed at once; then,
// for what is rarely hit by chance, all executions of two threads with two preemptions.
static const uint64_t rounds[] = {1000, 10000};
enum { TO_FIND_PLACES = 4000, THREADS = 2, PREEMPTIONS = 2 };

enum { MAX_CLIENTS = 256 };

// A place, and which clients come there: the others notice no loss.
struct visited_place {
    struct weak_place place;
    bool by[MAX_CLIENTS];
};

// Losses that no client notices, and why that is no gap in the clients. Whoever closes one of them
// takes it off this list: a loss on the list that is noticed is a failure, too.
static const struct unnoticed {
    const char *operation, *function;
    int nth; // in its function
    enum weak_loss loss;
    const char *why;
} unnoticed[] = {
    // A child that is forked between two steps of a waiter must find the table used. No client
    // forks between two steps.
    {"casw_acq_rel", "pawl_mutex_acquire_", 1, LOSE_RELEASE, "for a fork only"},
    {"store_rel", "pawl_sema_enter_", 1, LOSE_RELEASE, "for a fork only"},
    {"load_acq", "pawl_sema_enter_", 1, LOSE_ACQUIRE, "for a fork only"},
    // Nothing that is read after it depends on what was written before.
    {"load_acq", "pawl_sema_bar_", 1, LOSE_ACQUIRE, "orders nothing"},
    {"cas_acq", "pawl_table_revive_", 1, LOSE_ACQUIRE, "orders nothing"},
    {"load_acq", "pawl_sema_bar_", 2, LOSE_ACQUIRE, "its lock orders it"},
    // All who come together store the same.
    {"cas_acq", "check_copied", 1, LOSE_ACQUIRE, "orders nothing"},
    {"cas_acq", "check_copied", 1, LOSE_ATOMICITY, "one value only"},
    // The order of writers is the state word's. But without this one a load could see what is
    // stored later (load buffering), which Relacy does not look at.
    {"cas_rel", "pawl_rwmutex_unlock_", 1, LOSE_RELEASE, "state orders it"},
    {"cas_rel", "pawl_rwmutex_unlock", 1, LOSE_RELEASE, "state orders it"},
    {"cas_acq", "pawl_rwmutex_lock", 1, LOSE_ACQUIRE, "state orders it"},
    // It continues the release sequence of the add that made the count zero. Only in a forked child
    // an add may come meanwhile, else that is misuse.
    {"add_rel", "release_waiters", 1, LOSE_RELEASE, "orders nothing"},
    {"add_rel", "release_waiters", 1, LOSE_ATOMICITY, "for a fork only"},
    // Needless: readers release nothing to each other, and the looks at the word that follow, or
    // the semaphore, acquire what they release to the writer.
    {"casw_acq_rel", "count_in", 1, LOSE_ACQUIRE, "orders nothing"},
    {"casw_acq", "is_drained", 1, LOSE_ACQUIRE, "orders nothing"},
    {"add_acq_rel", "close_slots", 1, LOSE_ACQUIRE, "orders nothing"},
    {"add_acq_rel", "close_slots", 1, LOSE_RELEASE, "orders nothing"},
    // Whoever finds it begun looks again, under the lock of the queue.
    {"load_acq", "run_or_wait", 1, LOSE_ACQUIRE, "looks again"},
};

const char *weak_loss_name(enum weak_loss loss)
{
    static const char *const names[] = {"nothing", "acquire", "release", "atomicity"};
    return names[loss];
}

static bool can_lose(const char *operation, enum weak_loss loss)
{
    bool modifies = strncmp(operation, "cas", 3) == 0 || strncmp(operation, "xchg", 4) == 0 ||
                    strncmp(operation, "add", 3) == 0;
    switch (loss) {
    case LOSE_ACQUIRE: return strstr(operation, "_acq") != NULL;
    case LOSE_RELEASE: return strstr(operation, "_rel") != NULL;
    case LOSE_ATOMICITY: return modifies;
    default: return false;
    }
}

static int by_place(const void *a, const void *b)
{
    const struct weak_place *p = &((const struct visited_place *)a)->place;
    const struct weak_place *q = &((const struct visited_place *)b)->place;
    int order = strcmp(p->function, q->function);
    order = order ? order : p->line - q->line;
    return order ? order : strcmp(p->operation, q->operation);
}

static void note(struct visited_place *places, int *n, const struct weak_place *place, int client)
{
    struct visited_place visited = {*place, {}};
    int i = 0;
    while (i < *n && by_place(&places[i], &visited) != 0)
        i++;
    if (i == WEAK_MAX_PLACES || client >= MAX_CLIENTS)
        abort(); // make it larger
    if (i == *n)
        places[(*n)++] = visited;
    places[i].by[client] = true;
}

// Runs every client once, to learn the places.
static int find_places(struct visited_place *places)
{
    int n = 0;
    struct weak_run run = {};
    for (int i = 0; (run.client = weak_client_at(i)) != NULL; i++) {
        run.first = 1;
        run.last = TO_FIND_PLACES;
        struct weak_report report;
        weak_explore(&run, &report);
        for (int j = 0; j < report.nplaces; j++)
            note(places, &n, &report.places[j], i);
    }
    qsort(places, (size_t)n, sizeof *places, by_place);
    return n;
}

// Which one of the same operations in its function this is, from 1.
static int nth_of(const struct visited_place *places, int i)
{
    const struct weak_place *place = &places[i].place;
    int nth = 1;
    for (int j = 0; j < i; j++)
        nth += strcmp(places[j].place.function, place->function) == 0 &&
               strcmp(places[j].place.operation, place->operation) == 0;
    return nth;
}

static const char *why_unnoticed(const struct weak_weakening *w, int nth)
{
    for (const struct unnoticed &u : unnoticed)
        if (u.nth == nth && u.loss == w->loss && strcmp(u.function, w->place.function) == 0 &&
            strcmp(u.operation, w->place.operation) == 0)
            return u.why;
    return NULL;
}

struct finding {
    const struct weak_client *client; // who noticed; NULL: nobody
    const char *error;
    uint64_t executions;
};

// Returns whether a client noticed.
static bool look_once(struct finding *found, struct weak_run *run, const bool *by)
{
    for (int i = 0; (run->client = weak_client_at(i)) != NULL; i++) {
        if (!by[i])
            continue;
        if (run->bound > 0 && (run->client->threads != THREADS || run->client->bound < run->bound))
            continue;
        struct weak_report report;
        found->error = weak_explore(run, &report);
        found->executions += report.executions;
        if (found->error) {
            found->client = run->client;
            return true;
        }
    }
    return false;
}

// thorough: also the searches that take seconds.
static struct finding look(const struct weak_weakening *w, const bool *by, int factor,
                           bool thorough)
{
    struct finding found = {};
    struct weak_run run = {};
    run.w = *w;
    run.first = 1;
    for (uint64_t last : rounds) {
        run.last = last * (uint64_t)factor;
        if (look_once(&found, &run, by) || !thorough)
            return found;
    }
    run.bound = PREEMPTIONS;
    look_once(&found, &run, by);
    return found;
}

// Returns whether all is as it should be.
static bool weaken(const struct weak_weakening *w, const bool *by, int nth, int factor)
{
    const char *why = why_unnoticed(w, nth);
    struct finding found = look(w, by, factor, why == NULL || factor > 1);
    char function[40];
    snprintf(function, sizeof function, "%s #%d", w->place.function, nth);
    const char *verdict = found.client ? why ? "BUT IT IS ON THE LIST" : found.error
                          : why        ? why
                                       : "A GAP";
    printf("%-12s %-32s %-9s %-18s %8llu  %s\n", w->place.operation, function,
           weak_loss_name(w->loss), found.client ? found.client->name : "nobody",
           (unsigned long long)found.executions, verdict);
    fflush(stdout);
    return (found.client == NULL) == (why != NULL);
}

int weak_weaken_all(int factor)
{
    static struct visited_place places[WEAK_MAX_PLACES];
    double begin = weak_seconds();
    int n = find_places(places);
    int passed = 0, failed = 0;
    printf("%-12s %-32s %-9s %-18s %8s  %s\n", "operation", "in function", "loses", "noticed by",
           "after", "as, or why not");
    for (int i = 0; i < n; i++)
        for (int loss = LOSE_ACQUIRE; loss <= LOSE_ATOMICITY; loss++) {
            struct weak_weakening w = {places[i].place, (enum weak_loss)loss};
            if (!can_lose(w.place.operation, w.loss))
                continue;
            bool ok = weaken(&w, places[i].by, nth_of(places, i), factor);
            *(ok ? &passed : &failed) += 1;
        }
    printf("\n%.1f s of CPU time\n%d passed, %d failed\n", weak_seconds() - begin, passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
