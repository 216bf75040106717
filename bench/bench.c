// bench.c - `pawl bench`: what to measure, and the rounds.
// SPDX-License-Identifier: MIT
//
// Rounds are interleaved: each lock has its first before any has its second, so that what the
// machine does in the meantime happens to all of them.
#include "bench.h"

#include "output.h"
#include "park/spin.h"
#include "tools/pawl/stats.h"

#include <getopt.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_LOCKS 32
#define MAX_BENCHES 128

struct plan {
    const char *locks[MAX_LOCKS];
    size_t lock_count;
    const struct bench *benches[MAX_BENCHES];
    size_t bench_count;
    unsigned rounds;
    double seconds;
    unsigned cpus;
    bool list, summary;
};

static const struct bench *const all_benches[] = {bench_inline_, bench_mutex_,    bench_handoff_,
                                                  bench_sema_,   bench_semtable_, NULL};

// The locks that are not in the table: MutexInline's hand-written one.
#define BASELINE "cas"

static const char help[] =
    "usage: pawl bench [OPTION]...\n"
    "Runs Go's mutex and semaphore benchmarks over threads, for each lock in turn.\n"
    "Prints a line per round in Go's format, which benchstat reads.\n"
    "\n"
    "  --locks LIST    names with commas between, or 'all'; default: every edition,\n"
    "                  pthread, and cas, the hand-written lock of MutexInline\n"
    "  --run REGEX     only benchmarks whose name matches, e.g. '^Mutex$' or Crowd\n"
    "  --rounds N      rounds of each benchmark and lock (5)\n"
    "  --time SECONDS  length of a round (0.2)\n"
    "  --cpu N         threads are counted as if there were N CPUs (as many as usable)\n"
    "  --summary       medians, and the ratio to pthread, on stderr; default on a terminal\n"
    "  --list          name the benchmarks and the locks, and measure nothing\n"
    "  --help          this text\n";

// Says what is wrong with the command line, in one line. Returns its exit status.
static int complain(const char *what, const char *which)
{
    fprintf(stderr, "pawl bench: %s '%s'; see pawl bench --help\n", what, which);
    return 2;
}

// ---- which locks --------------------------------------------------------------------------------

// The name as the tables have it, or NULL.
static const char *lock_name(const char *name)
{
    const struct pawl_edition *e = pawl_edition_find(name);
    if (e)
        return e->name;
    return strcmp(name, BASELINE) == 0 ? BASELINE : NULL;
}

static void add_lock(struct plan *p, const char *name)
{
    for (size_t i = 0; i < p->lock_count; i++) {
        if (p->locks[i] == name)
            return;
    }
    if (p->lock_count < MAX_LOCKS)
        p->locks[p->lock_count++] = name;
}

static void add_locks(struct plan *p, bool all)
{
    for (const struct pawl_edition *const *e = pawl_editions; *e; e++) {
        if ((*e)->excludes && (all || (*e)->year != 0 || strcmp((*e)->name, "pthread") == 0))
            add_lock(p, (*e)->name);
    }
    add_lock(p, BASELINE);
}

static int parse_locks(struct plan *p, char *list)
{
    char *rest;
    for (char *s = strtok_r(list, ",", &rest); s; s = strtok_r(NULL, ",", &rest)) {
        const char *name = lock_name(s);
        if (strcmp(s, "all") == 0) {
            add_locks(p, true);
        } else if (name) {
            add_lock(p, name);
        } else {
            return complain("there is no lock", s);
        }
    }
    return p->lock_count == 0 ? complain("no lock in", list) : 0;
}

// ---- which benchmarks ---------------------------------------------------------------------------

static int parse_run(struct plan *p, const char *pattern)
{
    regex_t regex;
    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return complain("bad regular expression", pattern);
    p->bench_count = 0;
    for (const struct bench *const *table = all_benches; *table; table++) {
        for (const struct bench *b = *table; b->name; b++) {
            if (regexec(&regex, b->name, 0, NULL, 0) == 0 && p->bench_count < MAX_BENCHES)
                p->benches[p->bench_count++] = b;
        }
    }
    regfree(&regex);
    return p->bench_count == 0 ? complain("no benchmark's name matches", pattern) : 0;
}

static bool knows(const struct bench *b, const char *lock)
{
    if (b->only == NULL)
        return pawl_edition_find(lock) != NULL;
    for (const char *const *name = b->only; *name; name++) {
        if (strcmp(*name, lock) == 0)
            return true;
    }
    return false;
}

// ---- the command line ---------------------------------------------------------------------------

static int parse_count(unsigned *n, const char *text, unsigned max)
{
    char *end;
    long v = strtol(text, &end, 10);
    if (end == text || *end != '\0' || v < 1 || v > (long)max)
        return complain("not a sensible number:", text);
    *n = (unsigned)v;
    return 0;
}

static int parse_seconds(double *seconds, const char *text)
{
    char *end;
    *seconds = strtod(text, &end);
    if (end == text || *end != '\0' || !(*seconds > 0 && *seconds <= 3600))
        return complain("not a sensible time in seconds:", text);
    return 0;
}

static int parse_option(struct plan *p, int option, char **argv)
{
    switch (option) {
    case 'l': return parse_locks(p, optarg);
    case 'r': return parse_run(p, optarg);
    case 'n': return parse_count(&p->rounds, optarg, STATS_MAX);
    case 't': return parse_seconds(&p->seconds, optarg);
    case 'c': return parse_count(&p->cpus, optarg, 256);
    case 's': p->summary = true; return 0;
    case 'L': p->list = true; return 0;
    case ':': return complain("a value is missing after", argv[optind - 1]);
    default: return complain("bad option", argv[optind - 1]);
    }
}

// Returns 0, or the exit status, or -1 when help was printed.
static int parse(struct plan *p, int argc, char **argv)
{
    static const struct option options[] = {{"locks", required_argument, NULL, 'l'},
                                            {"run", required_argument, NULL, 'r'},
                                            {"rounds", required_argument, NULL, 'n'},
                                            {"time", required_argument, NULL, 't'},
                                            {"cpu", required_argument, NULL, 'c'},
                                            {"summary", no_argument, NULL, 's'},
                                            {"list", no_argument, NULL, 'L'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    optind = 0; // start afresh: the command's own options were parsed before
    for (int option; (option = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
        if (option == 'h') {
            fputs(help, stdout);
            return -1;
        }
        int status = parse_option(p, option, argv);
        if (status != 0)
            return status;
    }
    return optind < argc ? complain("unexpected argument", argv[optind]) : 0;
}

static void list(void)
{
    printf("benchmarks:\n");
    for (const struct bench *const *table = all_benches; *table; table++) {
        for (const struct bench *b = *table; b->name; b++)
            printf("  %s\n", b->name);
    }
    printf("locks:\n");
    for (const struct pawl_edition *const *e = pawl_editions; *e; e++)
        printf("  %-9s %s\n", (*e)->name, (*e)->change);
    printf("  %-9s two compare-and-swaps, written by hand (MutexInline only)\n", BASELINE);
}

// ---- the rounds ---------------------------------------------------------------------------------

static bool run_round(const struct plan *p, struct bench_result *result)
{
    struct bench_round r = {.bench = result->bench,
                            .lock = result->lock,
                            .edition = pawl_edition_find(result->lock),
                            .cpus = p->cpus,
                            .duration = (int64_t)(p->seconds * 1e9)};
    r.bench->run(&r);
    result->ns_per_op[result->rounds++] = bench_ns_per_op_(&r);
    bench_print_round_(&r);
    return r.failure == NULL;
}

// All rounds of one benchmark. Writes a result for each lock that it knows, and their number.
static bool run_bench(const struct plan *p, const struct bench *b, struct bench_result *results,
                      size_t *count)
{
    bool ok = true;
    *count = 0;
    for (size_t i = 0; i < p->lock_count; i++) {
        if (!knows(b, p->locks[i]))
            continue;
        double *samples = malloc(p->rounds * sizeof samples[0]);
        if (samples == NULL)
            abort();
        results[(*count)++] = (struct bench_result){b, p->locks[i], samples, 0};
    }
    for (unsigned round = 0; round < p->rounds; round++) {
        for (size_t i = 0; i < *count; i++)
            ok = run_round(p, &results[i]) && ok;
    }
    return ok;
}

static int measure(const struct plan *p)
{
    static struct bench_result results[MAX_BENCHES * MAX_LOCKS];
    size_t total = 0;
    bool ok = true;
    bench_print_header_();
    for (size_t i = 0; i < p->bench_count; i++) {
        size_t count;
        ok = run_bench(p, p->benches[i], results + total, &count) && ok;
        total += count;
    }
    if (p->summary)
        bench_print_summary_(results, total);
    for (size_t i = 0; i < total; i++)
        free(results[i].ns_per_op);
    return ok ? 0 : 1;
}

int pawl_bench_main(int argc, char **argv)
{
    struct plan p = {.rounds = 5, .seconds = 0.2, .cpus = pawl_cpus_(), .summary = isatty(2)};
    parse_run(&p, "");
    int status = parse(&p, argc, argv);
    if (status != 0)
        return status < 0 ? 0 : status;
    if (p.list) {
        list();
        return 0;
    }
    if (p.lock_count == 0)
        add_locks(&p, false);
    return measure(&p);
}
