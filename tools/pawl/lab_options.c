// lab_options.c - the command line of `pawl lab`: one table for the parser and the help.
// SPDX-License-Identifier: MIT
#include "lab_options.h"

#include "text.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct option_row {
    const char *name;
    char letter; // 0: none
    const char *value, *help;
};

enum {
    LOCKS = 256,
    THREADS,
    AGENTS,
    PROCS,
    SECONDS,
    ROUNDS,
    SEED,
    HOLD,
    JSON,
    HTML,
    FROM,
    HELP,
    OPTIONS_END
};

static const struct option_row rows[] = {
    {"locks", 'l', "A,B,...",
     "which locks (default: all but busted; the demo: editions and pthread)"},
    {"threads", 't', "N,...", "how many threads; several numbers make several tables"},
    {"agents", 'a', "KIND", "threads (default), or goroutines: hunger only"},
    {"procs", 0, "N", "how many goroutines run at once (default: one per CPU)"},
    {"seconds", 's', "S", "measure for S seconds in all"},
    {"rounds", 'r', "N", "rounds per lock, at least 5 (default 11)"},
    {"seed", 0, "N", "repeat the order of a run that printed this seed"},
    {"hold", 0, "US", "hunger: microseconds for which the lock is held (default 20)"},
    {"json", 'j', "FILE", "also write all samples to FILE (- : only them, to standard output)"},
    {"html", 0, "FILE", "also write a page with pictures to FILE, for a browser"},
    {"from", 'f', "FILE", "measure nothing, show again what --json wrote, also with --html"},
    {"help", 'h', NULL, "this help"},
};

enum { ROWS = sizeof rows / sizeof rows[0] };
_Static_assert(ROWS == OPTIONS_END - LOCKS, "a row for every option, in the same order");

void lab_options_print_help(FILE *out)
{
    for (int i = 0; i < ROWS; i++) {
        char text[40] = "";
        if (rows[i].letter)
            text_add(text, sizeof text, "  -%c, ", rows[i].letter);
        else
            text_add(text, sizeof text, "      ");
        text_add(text, sizeof text, "--%s %s", rows[i].name, rows[i].value ? rows[i].value : "");
        fprintf(out, "%-23s", text);
        text_print_wrapped(out, 23, 23, rows[i].help);
    }
}

// ---- values
// --------------------------------------------------------------------------------------

static bool number(const char *text, double low, double high, double *out)
{
    char *end;
    errno = 0;
    *out = strtod(text, &end);
    return end != text && *end == '\0' && errno == 0 && *out >= low && *out <= high &&
           strspn(text, "0123456789.") == strlen(text);
}

static bool whole_number(const char *text, double low, double high, double *out)
{
    return number(text, low, high, out) && *out == floor(*out);
}

// Calls take for each part between commas; false as soon as one is refused.
static bool each(char *list, bool (*take)(struct lab_options *, const char *, char *, size_t),
                 struct lab_options *o, char *why, size_t size)
{
    for (char *part; (part = strsep(&list, ",")) != NULL;) {
        if (!take(o, part, why, size))
            return false;
    }
    return true;
}

static bool take_lock(struct lab_options *o, const char *name, char *why, size_t size)
{
    const struct pawl_edition *e = pawl_edition_find(name);
    char known[256] = "";
    const char *names[LAB_MAX_LOCKS + 1] = {NULL};
    for (int i = 0; i < LAB_MAX_LOCKS && pawl_editions[i]; i++) {
        names[i] = pawl_editions[i]->name;
        text_add(known, sizeof known, " %s", names[i]);
    }
    if (!e) {
        snprintf(why, size, "--locks: no lock '%.100s'.", name);
        text_add_nearest(why, size, name, names);
        text_add(why, size, " Known:%s", known);
        return false;
    }
    for (int i = 0; i < o->lock_count; i++) {
        if (o->locks[i] == e) {
            snprintf(why, size, "--locks: %s is there twice", name);
            return false;
        }
    }
    o->locks[o->lock_count++] = e;
    return true;
}

static bool take_threads(struct lab_options *o, const char *text, char *why, size_t size)
{
    double n;
    if (!whole_number(text, 1, LAB_MAX_THREADS, &n)) {
        snprintf(why, size, "--threads: '%.100s' is no number from 1 to %d", text, LAB_MAX_THREADS);
        return false;
    }
    if (o->threads_count == LAB_MAX_LIST) {
        snprintf(why, size, "--threads: at most %d numbers", LAB_MAX_LIST);
        return false;
    }
    o->threads[o->threads_count++] = (int)n;
    return true;
}

static bool take_number(struct lab_options *o, int option, const char *text, char *why, size_t size)
{
    double n = 0;
    if (option == SECONDS && !number(text, 0.1, 86400, &o->seconds)) {
        snprintf(why, size, "--seconds: '%.100s' is no number from 0.1 to 86400", text);
        return false;
    }
    if (option == PROCS && !whole_number(text, 1, 1024, &n)) {
        snprintf(why, size, "--procs: '%.100s' is no number from 1 to 1024", text);
        return false;
    }
    if (option == ROUNDS && !whole_number(text, LAB_MIN_ROUNDS, LAB_MAX_ROUNDS, &n)) {
        snprintf(why, size, "--rounds: '%.100s' is no number from %d to %d", text, LAB_MIN_ROUNDS,
                 LAB_MAX_ROUNDS);
        return false;
    }
    if (option == SEED && !whole_number(text, 0, UINT32_MAX, &n)) {
        snprintf(why, size, "--seed: '%.100s' is no number from 0 to %u", text, UINT32_MAX);
        return false;
    }
    if (option == HOLD && !number(text, 0, 100000, &n)) {
        snprintf(why, size, "--hold: '%.100s' is no number of microseconds from 0 to 100000", text);
        return false;
    }
    if (option == PROCS)
        o->procs = (int)n;
    if (option == ROUNDS)
        o->rounds = (int)n;
    if (option == HOLD)
        o->hold_ns = (int64_t)(n * 1000);
    if (option == SEED) {
        o->seed = (uint32_t)n;
        o->has_seed = true;
    }
    return true;
}

static bool take_agents(struct lab_options *o, const char *kind, char *why, size_t size)
{
    o->goroutines = strcmp(kind, "goroutines") == 0;
    if (o->goroutines || strcmp(kind, "threads") == 0)
        return true;
    snprintf(why, size, "--agents: '%.100s' is neither threads nor goroutines", kind);
    return false;
}

// ---- the command line
// ----------------------------------------------------------------------------

static bool take(struct lab_options *o, int option, char *value, char *why, size_t size)
{
    switch (option) {
    case LOCKS: o->lock_count = 0; return each(value, take_lock, o, why, size);
    case THREADS: o->threads_count = 0; return each(value, take_threads, o, why, size);
    case AGENTS: return take_agents(o, value, why, size);
    case JSON: o->json = value; return true;
    case HTML: o->html = value; return true;
    case FROM: o->from = value; return true;
    case HELP: o->help = true; return true;
    default: return take_number(o, option, value, why, size);
    }
}

static bool refuse(int option, char **argv, char *why, size_t size)
{
    char dashed[ROWS][16] = {{0}};
    const char *names[ROWS + 1] = {NULL};
    for (int i = 0; i < ROWS; i++) {
        text_add(dashed[i], sizeof dashed[i], "--%s", rows[i].name);
        names[i] = dashed[i];
    }
    const char *word = argv[optind - 1];
    if (option == ':' && optopt >= LOCKS) {
        snprintf(why, size, "--%s needs a value", rows[optopt - LOCKS].name);
    } else if (option == ':') {
        snprintf(why, size, "-%c needs a value", optopt);
    } else if (optopt >= LOCKS) {
        snprintf(why, size, "--%s takes no value", rows[optopt - LOCKS].name);
    } else if (optopt != 0) {
        snprintf(why, size, "no option -%c. See pawl lab --help", optopt);
    } else {
        snprintf(why, size, "no option %.100s.", word);
        text_add_nearest(why, size, word, names);
        text_add(why, size, " See pawl lab --help");
    }
    return false;
}

// The long options as getopt_long wants them, and the letters.
static void tables_for_getopt(struct option *longs, char *letters)
{
    *letters++ = ':'; // a missing value is told apart from an unknown option
    for (int i = 0; i < ROWS; i++) {
        longs[i] = (struct option){rows[i].name, rows[i].value ? required_argument : no_argument,
                                   NULL, LOCKS + i};
        if (rows[i].letter)
            *letters++ = rows[i].letter;
        if (rows[i].letter && rows[i].value)
            *letters++ = ':';
    }
}

static int option_of(int c)
{
    for (int i = 0; i < ROWS; i++) {
        if (rows[i].letter && rows[i].letter == c)
            return LOCKS + i;
    }
    return c;
}

bool lab_options_parse(struct lab_options *o, int argc, char **argv, char *why, size_t size)
{
    struct option longs[ROWS + 1] = {{0}};
    char letters[2 * ROWS + 2] = "";
    tables_for_getopt(longs, letters);
    *o = (struct lab_options){.hold_ns = -1};
    opterr = 0;
    optind = 0; // glibc: start afresh, whoever parsed before
    for (int c; (c = getopt_long(argc, argv, letters, longs, NULL)) != -1;) {
        if (c == '?' || c == ':')
            return refuse(c, argv, why, size);
        if (!take(o, option_of(c), optarg, why, size))
            return false;
    }
    if (optind < argc)
        o->act = argv[optind++];
    o->files = argv + optind;
    o->file_count = argc - optind;
    return true;
}
