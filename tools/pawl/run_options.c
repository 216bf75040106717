// run_options.c - the command lines of `pawl run` and `pawl report`: one table for parser and help.
// SPDX-License-Identifier: MIT
#include "run_options.h"

#include "run_numbers.h"
#include "text.h"

#include <getopt.h>
#include <string.h>

enum { RUN = RUN_VERB_RUN, REPORT = RUN_VERB_REPORT, BOTH = RUN | REPORT };

struct option_row {
    const char *name;
    char letter; // 0: none
    int verbs;
    const char *value, *help;
};

enum {
    LOCK = 256,
    HOLD,
    SAMPLE,
    OUTPUT,
    SIGNAL,
    AGAINST,
    KEY,
    ROWS_MOST,
    SITE,
    STACKS,
    WIDE,
    PID,
    ALL_PROCESSES,
    RAW_ADDRESSES,
    JSON,
    HTML,
    PPROF,
    FOLDED,
    BY,
    REPORT_TO,
    QUIET,
    HELP,
    OPTIONS_END
};

static const struct option_row rows[] = {
    {"lock", 0, RUN, "LOCK",
     "pawl: the program runs on pawl's locks (default); glibc: on its own, "
     "and is only observed"},
    {"hold", 0, RUN, NULL,
     "also measure for how long locks are held (costs two looks at the clock "
     "each time)"},
    {"sample", 0, RUN, "N", "record one wait of N, for all of them; totals stay true (default 1)"},
    {"output", 'o', RUN, "DIR", "keep the records in DIR, for pawl report"},
    {"signal", 0, RUN, "SIG", "print a report when pawl itself gets the signal SIG, as USR1"},
    {"against", 'a', REPORT, "OLD", "compare with an older run: lock by lock, what changed"},
    {"key", 'k', BOTH, "KEY",
     "sort by KEY: wait_total (default), contended, acquired, avg_wait, "
     "wait_max, wait_p99, hold_total, owner_changes, name"},
    {"rows", 'n', BOTH, "ROWS", "rows of a table (default 10; 0: all)"},
    {"site", 's', BOTH, NULL, "show call sites only, not locks"},
    {"stacks", 0, BOTH, "N", "show the N stacks that waited most, and who made them wait"},
    {"wide", 'w', BOTH, NULL, "all columns, whole names, lines as long as it takes"},
    {"pid", 'p', BOTH, "PID", "of several processes show this one (default: the busiest)"},
    {"all-processes", 0, BOTH, NULL, "show each process in detail"},
    {"raw-addresses", 0, BOTH, NULL, "also show addresses in memory, not only in files"},
    {"json", 'j', BOTH, "FILE", "write everything to FILE, for programs and pawl report"},
    {"html", 0, BOTH, "FILE", "write one page with pictures"},
    {"pprof", 0, BOTH, "FILE", "write a profile for go tool pprof"},
    {"folded", 0, BOTH, "FILE", "write folded stacks for a flame graph"},
    {"by", 0, BOTH, "WHO",
     "stacks in --pprof and --folded: of the waiter (default), or of the "
     "unlocker, who made others wait"},
    {"report-to", 0, BOTH, "FILE", "write the report to FILE, not to the terminal"},
    {"quiet", 'q', BOTH, NULL, "no report: only the files"},
    {"help", 'h', BOTH, NULL, "this help"},
};

enum { ROWS = sizeof rows / sizeof rows[0] };
_Static_assert(ROWS == OPTIONS_END - LOCK, "a row for every option, in the same order");

static const char *name_of(enum run_verb verb)
{
    return verb == RUN_VERB_RUN ? "run" : "report";
}

void run_options_print_help(FILE *out, enum run_verb verb)
{
    for (int i = 0; i < ROWS; i++) {
        if (!(rows[i].verbs & (int)verb))
            continue;
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

// ---- values -------------------------------------------------------------------------------------

static bool take_key(struct run_options *o, const char *text, char *why, size_t size)
{
    const char *keys[RUN_FIELDS + 1] = {NULL};
    for (enum run_field f = 0; f < RUN_FIELDS; f++)
        keys[f] = run_field_words[f].key;
    o->key = run_field_of(text);
    if (o->key < RUN_FIELDS)
        return true;
    snprintf(why, size, "--key: nothing is called '%.100s'.", text);
    text_add_nearest(why, size, text, keys);
    return false;
}

// One of two words.
static bool choose(const char *option, const char *text, const char *no, const char *yes, bool *out,
                   char *why, size_t size)
{
    *out = strcmp(text, yes) == 0;
    if (*out || strcmp(text, no) == 0)
        return true;
    snprintf(why, size, "--%s: '%.100s' is neither %s nor %s", option, text, no, yes);
    return false;
}

static bool take_by(struct run_options *o, const char *text, char *why, size_t size)
{
    bool unlocker;
    if (!choose("by", text, "waiter", "unlocker", &unlocker, why, size))
        return false;
    o->by = unlocker ? REPORT_BY_UNLOCKER : REPORT_BY_WAITER;
    return true;
}

static bool take_number(const char *option, const char *text, long low, long high, int *out,
                        char *why, size_t size)
{
    long number;
    if (!run_number(text, low, high, &number)) {
        snprintf(why, size, "--%s: '%.100s' is no number from %ld to %ld", option, text, low, high);
        return false;
    }
    *out = (int)number;
    return true;
}

static bool take_signal(struct run_options *o, const char *text, char *why, size_t size)
{
    o->signal = run_signal(text);
    if (o->signal > 0)
        return true;
    snprintf(why, size, "--signal: '%.100s' is no signal that pawl can wait for", text);
    return false;
}

static bool take_sample(struct run_options *o, const char *text, char *why, size_t size)
{
    int number = 0;
    bool ok = take_number("sample", text, 1, 1000000, &number, why, size);
    o->sample = (unsigned)number;
    return ok;
}

static bool take_valued(struct run_options *o, int option, const char *value, char *why,
                        size_t size)
{
    switch (option) {
    case LOCK: return choose("lock", value, "pawl", "glibc", &o->glibc, why, size);
    case SAMPLE: return take_sample(o, value, why, size);
    case SIGNAL: return take_signal(o, value, why, size);
    case KEY: return take_key(o, value, why, size);
    case BY: return take_by(o, value, why, size);
    case ROWS_MOST: return take_number("rows", value, 0, 1000000, &o->rows, why, size);
    case STACKS: return take_number("stacks", value, 0, 1000000, &o->stacks, why, size);
    case PID: return take_number("pid", value, 1, INT32_MAX, &o->pid, why, size);
    case OUTPUT: o->output = value; return true;
    case AGAINST: o->against = value; return true;
    case JSON: o->json = value; return true;
    case HTML: o->html = value; return true;
    case PPROF: o->pprof = value; return true;
    case FOLDED: o->folded = value; return true;
    default: o->report_to = value; return true;
    }
}

static void take_flag(struct run_options *o, int option)
{
    switch (option) {
    case HOLD: o->hold = true; break;
    case SITE: o->sites_only = true; break;
    case WIDE: o->wide = true; break;
    case ALL_PROCESSES: o->all_processes = true; break;
    case RAW_ADDRESSES: o->raw_addresses = true; break;
    case QUIET: o->quiet = true; break;
    default: o->help = true; break;
    }
}

// ---- the command line ---------------------------------------------------------------------------

static bool refuse(int option, enum run_verb verb, char **argv, char *why, size_t size)
{
    char dashed[ROWS][24] = {{0}};
    const char *names[ROWS + 1] = {NULL};
    int count = 0;
    for (int i = 0; i < ROWS; i++) {
        if (!(rows[i].verbs & (int)verb))
            continue;
        text_add(dashed[i], sizeof dashed[i], "--%s", rows[i].name);
        names[count++] = dashed[i];
    }
    const char *word = argv[optind - 1];
    if (option == ':' && optopt >= LOCK) {
        snprintf(why, size, "--%s needs a value", rows[optopt - LOCK].name);
    } else if (option == ':') {
        snprintf(why, size, "-%c needs a value", optopt);
    } else if (optopt >= LOCK) {
        snprintf(why, size, "--%s takes no value", rows[optopt - LOCK].name);
    } else if (optopt != 0) {
        snprintf(why, size, "no option -%c. See pawl %s --help", optopt, name_of(verb));
    } else {
        snprintf(why, size, "no option %.100s.", word);
        text_add_nearest(why, size, word, names);
        text_add(why, size, " See pawl %s --help", name_of(verb));
    }
    return false;
}

// The long options as getopt_long wants them, and the letters. What follows the program is the
// program's: '+'.
static void tables_for_getopt(enum run_verb verb, struct option *longs, char *letters)
{
    if (verb == RUN_VERB_RUN)
        *letters++ = '+';
    *letters++ = ':'; // a missing value is told apart from an unknown option
    for (int i = 0; i < ROWS; i++) {
        if (!(rows[i].verbs & (int)verb))
            continue;
        *longs++ = (struct option){rows[i].name, rows[i].value ? required_argument : no_argument,
                                   NULL, LOCK + i};
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
            return LOCK + i;
    }
    return c;
}

bool run_options_parse(struct run_options *o, enum run_verb verb, int argc, char **argv, char *why,
                       size_t size)
{
    struct option longs[ROWS + 1] = {{0}};
    char letters[2 * ROWS + 3] = "";
    tables_for_getopt(verb, longs, letters);
    *o = (struct run_options){.rows = 10, .key = RUN_WAIT_TOTAL};
    opterr = 0;
    optind = 0; // glibc: start afresh, whoever parsed before
    for (int c; (c = getopt_long(argc, argv, letters, longs, NULL)) != -1;) {
        if (c == '?' || c == ':')
            return refuse(c, verb, argv, why, size);
        int option = option_of(c);
        if (!rows[option - LOCK].value)
            take_flag(o, option);
        else if (!take_valued(o, option, optarg, why, size))
            return false;
    }
    o->rest = argv + optind;
    o->rest_count = argc - optind;
    return true;
}
