// options.c - the command line of `pawl bench`.
// SPDX-License-Identifier: MIT
#include "options.h"

#include "park/spin.h"
#include "tools/pawl/stats.h"
#include "tools/pawl/text.h"

#include <getopt.h>
#include <math.h>
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct bench *const all_benches[] = {
    bench_inline_,   bench_mutex_,     bench_handoff_,   bench_sema_,
    bench_semtable_, bench_rwmutex_,   bench_waitgroup_, bench_once_,
    bench_cond_,     bench_semaphore_, bench_reentrant_, NULL};

// The locks that are not in the table of editions: each is known to some benchmarks only.
static const struct {
    const char *name, *what;
} extras[] = {
    {"cas", "two compare-and-swaps, by hand (MutexInline, RWMutexReadUncontended)"},
    {"wide", "pawl_rwmutex_wide (RWMutex only)"},
    {"atomic", "one atomic add, or one load (WaitGroup and Once only)"},
    {"token", "pawl_reentrant_token (Reentrant only)"},
};
enum { EXTRAS = sizeof extras / sizeof extras[0] };

void bench_options_print_help_(void)
{
    fputs("usage: pawl bench [OPTION]...\n"
          "Runs Go's benchmarks of its sync package over threads, for each lock in turn.\n"
          "Prints a line per round in Go's format, which benchstat reads; on a terminal a\n"
          "narrower one.\n"
          "\n"
          "  --locks LIST    names with commas between, or 'all'; default: every edition,\n"
          "                  pthread, and those that some benchmarks only know (--list)\n"
          "  --run REGEX     only benchmarks whose name matches, e.g. '^Mutex$' or Crowd\n"
          "  --rounds N      rounds of each benchmark and lock (5)\n"
          "  --time SECONDS  length of a round (0.2)\n"
          "  --cpu N         threads are counted as if there were N CPUs (as many as usable)\n"
          "  --summary       medians, and the ratio to pthread, on stderr; default on a terminal\n"
          "  --list          name the benchmarks and the locks, and measure nothing\n"
          "  -h, --help      this text\n",
          stdout);
}

void bench_options_print_list_(void)
{
    printf("benchmarks:\n");
    for (const struct bench *const *table = all_benches; *table; table++) {
        for (const struct bench *b = *table; b->name; b++)
            printf("  %s\n", b->name);
    }
    printf("locks:\n");
    for (const struct pawl_edition *const *e = pawl_editions; *e; e++)
        printf("  %-9s %s\n", (*e)->name, (*e)->change);
    for (size_t i = 0; i < EXTRAS; i++)
        printf("  %-9s %s\n", extras[i].name, extras[i].what);
}

// Says what is wrong with the command line, in one line whatever was in the arguments; and which
// name was meant, perhaps: one of names, which may be NULL.
__attribute__((format(printf, 3, 4))) static bool complain(const char *word,
                                                           const char *const *names,
                                                           const char *format, ...)
{
    char line[400];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (names)
        text_add_nearest(line, sizeof line, word, names);
    text_tame(line);
    fprintf(stderr, "pawl bench: %s See pawl bench --help\n", line);
    return false;
}

// ---- which locks --------------------------------------------------------------------------------

static bool has_lock(const struct bench_plan *p, const char *name)
{
    for (size_t i = 0; i < p->lock_count; i++) {
        if (strcmp(p->locks[i], name) == 0)
            return true;
    }
    return false;
}

static void add_lock(struct bench_plan *p, const char *name)
{
    if (!has_lock(p, name) && p->lock_count < BENCH_MAX_LOCKS)
        p->locks[p->lock_count++] = name;
}

static void add_locks(struct bench_plan *p, bool all)
{
    for (const struct pawl_edition *const *e = pawl_editions; *e; e++) {
        if ((*e)->excludes && (all || (*e)->year != 0 || strcmp((*e)->name, "pthread") == 0))
            add_lock(p, (*e)->name);
    }
    for (size_t i = 0; i < EXTRAS; i++)
        add_lock(p, extras[i].name);
}

static bool take_lock(struct bench_plan *p, const char *name)
{
    const char *names[BENCH_MAX_LOCKS + EXTRAS + 2] = {"all"};
    for (size_t i = 0; i < EXTRAS; i++)
        names[1 + i] = extras[i].name;
    for (size_t i = 0; i < BENCH_MAX_LOCKS && pawl_editions[i]; i++)
        names[1 + EXTRAS + i] = pawl_editions[i]->name;
    if (strcmp(name, "all") == 0) {
        add_locks(p, true);
        return true;
    }
    if (has_lock(p, name))
        return complain(name, NULL, "--locks: %s is there twice.", name);
    for (size_t i = 1; names[i]; i++) {
        if (strcmp(name, names[i]) == 0) {
            add_lock(p, names[i]);
            return true;
        }
    }
    return complain(name, names, "--locks: no lock '%.100s'.", name);
}

static bool take_locks(struct bench_plan *p, char *list)
{
    p->lock_count = 0;
    for (char *name; (name = strsep(&list, ",")) != NULL;) {
        if (!take_lock(p, name))
            return false;
    }
    return true;
}

// ---- which benchmarks ---------------------------------------------------------------------------

static bool take_benches(struct bench_plan *p, const char *pattern)
{
    regex_t regex;
    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return complain(pattern, NULL, "--run: '%.100s' is no regular expression.", pattern);
    p->bench_count = 0;
    for (const struct bench *const *table = all_benches; *table; table++) {
        for (const struct bench *b = *table; b->name; b++) {
            if (regexec(&regex, b->name, 0, NULL, 0) == 0 && p->bench_count < BENCH_MAX)
                p->benches[p->bench_count++] = b;
        }
    }
    regfree(&regex);
    return p->bench_count > 0 ||
           complain(pattern, NULL, "--run: no benchmark's name matches '%.100s'.", pattern);
}

bool bench_knows_(const struct bench *b, const char *lock)
{
    if (b->only == NULL)
        return pawl_edition_find(lock) != NULL;
    for (const char *const *name = b->only; *name; name++) {
        if (strcmp(*name, lock) == 0)
            return true;
    }
    return false;
}

static bool leaves_something(const struct bench_plan *p)
{
    for (size_t i = 0; i < p->bench_count; i++) {
        for (size_t k = 0; k < p->lock_count; k++) {
            if (bench_knows_(p->benches[i], p->locks[k]))
                return true;
        }
    }
    return complain("", NULL, "nothing to measure: none of these benchmarks is for these locks.");
}

// ---- numbers ------------------------------------------------------------------------------------

static bool number(const char *text, double low, double high, double *out)
{
    char *end;
    *out = strtod(text, &end);
    return end != text && *end == '\0' && strspn(text, "0123456789.") == strlen(text) &&
           *out >= low && *out <= high;
}

static bool take_count(unsigned *n, const char *option, const char *text, unsigned max)
{
    double value;
    if (!number(text, 1, max, &value) || value != floor(value))
        return complain(text, NULL, "--%s: '%.100s' is no number from 1 to %u.", option, text, max);
    *n = (unsigned)value;
    return true;
}

static bool take_seconds(double *seconds, const char *text)
{
    return number(text, 0.001, 3600, seconds) ||
           complain(text, NULL, "--time: '%.100s' is no number of seconds from 0.001 to 3600.",
                    text);
}

// ---- the command line ---------------------------------------------------------------------------

static const struct option options[] = {{"locks", required_argument, NULL, 'l'},
                                        {"run", required_argument, NULL, 'r'},
                                        {"rounds", required_argument, NULL, 'n'},
                                        {"time", required_argument, NULL, 't'},
                                        {"cpu", required_argument, NULL, 'c'},
                                        {"summary", no_argument, NULL, 's'},
                                        {"list", no_argument, NULL, 'L'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};

static bool take(struct bench_plan *p, int option)
{
    switch (option) {
    case 'l': return take_locks(p, optarg);
    case 'r': return take_benches(p, optarg);
    case 'n': return take_count(&p->rounds, "rounds", optarg, STATS_MAX);
    case 't': return take_seconds(&p->seconds, optarg);
    case 'c': return take_count(&p->cpus, "cpu", optarg, 256);
    case 's': p->summary = true; return true;
    case 'L': p->list = true; return true;
    default: p->help = true; return true;
    }
}

static bool refuse(int c, const char *word)
{
    static const char *const names[] = {"--locks", "--run",     "--rounds", "--time", "--cpu",
                                        "--list",  "--summary", "--help",   NULL};
    if (c == ':')
        return complain(word, NULL, "%.100s needs a value.", word);
    if (optopt != 0 && strncmp(word, "--", 2) == 0)
        return complain(word, NULL, "%.*s takes no value.", (int)strcspn(word, "="), word);
    if (optopt != 0)
        return complain(word, NULL, "no option -%c.", optopt);
    return complain(word, names, "no option %.100s.", word);
}

bool bench_options_parse_(struct bench_plan *p, int argc, char **argv)
{
    *p = (struct bench_plan){
        .rounds = 5, .seconds = 0.2, .cpus = pawl_cpus_(), .summary = isatty(STDERR_FILENO)};
    take_benches(p, "");
    opterr = 0;
    optind = 0; // start afresh: the command's own options were parsed before
    for (int c; (c = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
        if (c == '?' || c == ':')
            return refuse(c, argv[optind - 1]);
        if (!take(p, c))
            return false;
    }
    if (optind == argc - 1 && strcmp(argv[optind], "help") == 0)
        p->help = true;
    else if (optind < argc)
        return complain("", NULL, "unexpected argument '%.100s'.", argv[optind]);
    if (p->lock_count == 0)
        add_locks(p, false);
    return p->help || p->list || leaves_something(p);
}
