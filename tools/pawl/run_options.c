// run_options.c - the command lines of `pawl run` and `pawl report`.
// SPDX-License-Identifier: MIT
#include "run_options_table.h"

#include "text.h"

#include <getopt.h>
#include <string.h>

static const char *name_of(enum run_verb verb)
{
    return verb == RUN_VERB_RUN ? "run" : "report";
}

void run_options_print_help(FILE *out, enum run_verb verb)
{
    for (int i = 0; i < ROWS; i++) {
        if (!(option_rows[i].verbs & (int)verb))
            continue;
        char text[40] = "";
        if (i == CHECK - LOCK || (verb == RUN_VERB_REPORT && i == SUPPRESS - LOCK))
            fputs("\nChecks\n", out);
        if (option_rows[i].letter)
            text_add(text, sizeof text, "  -%c, ", option_rows[i].letter);
        else
            text_add(text, sizeof text, "      ");
        text_add(text, sizeof text, "--%s %s", option_rows[i].name,
                 option_rows[i].value ? option_rows[i].value : "");
        fprintf(out, "%-23s", text);
        if (strlen(text) > 22)
            fprintf(out, "\n%23s", "");
        text_print_wrapped(out, 23, 23, option_rows[i].help);
    }
}

// ---- the command line ---------------------------------------------------------------------------

static bool refuse(int option, enum run_verb verb, char **argv, char *why, size_t size)
{
    char dashed[ROWS][24] = {{0}};
    const char *names[ROWS + 1] = {NULL};
    int count = 0;
    for (int i = 0; i < ROWS; i++) {
        if (!(option_rows[i].verbs & (int)verb))
            continue;
        text_add(dashed[i], sizeof dashed[i], "--%s", option_rows[i].name);
        names[count++] = dashed[i];
    }
    const char *word = argv[optind - 1];
    if (option == ':' && optopt >= LOCK) {
        snprintf(why, size, "--%s needs a value", option_rows[optopt - LOCK].name);
    } else if (option == ':') {
        snprintf(why, size, "-%c needs a value", optopt);
    } else if (optopt >= LOCK) {
        snprintf(why, size, "--%s takes no value", option_rows[optopt - LOCK].name);
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
        if (!(option_rows[i].verbs & (int)verb))
            continue;
        *longs++ =
            (struct option){option_rows[i].name,
                            option_rows[i].value ? required_argument : no_argument, NULL, LOCK + i};
        if (option_rows[i].letter)
            *letters++ = option_rows[i].letter;
        if (option_rows[i].letter && option_rows[i].value)
            *letters++ = ':';
    }
}

static int option_of(int c)
{
    for (int i = 0; i < ROWS; i++) {
        if (option_rows[i].letter && option_rows[i].letter == c)
            return LOCK + i;
    }
    return c;
}

_Static_assert(ROWS <= 64, "a bit of seen for each");

bool run_options_suit(const struct run_options *o, enum run_aim aim, char *why, size_t size)
{
    bool checks = aim == RUN_AIM_CHECKS;
    for (int i = 0; i < ROWS; i++) {
        bool seen = (o->seen >> i & 1) != 0;
        if (!seen || (option_rows[i].aims & (int)aim) || i == CHECK - LOCK)
            continue;
        snprintf(why, size,
                 checks ? "--%s is about waits, and checks do not measure them"
                        : "--%s is about checks: it needs --check, or a record of checks",
                 option_rows[i].name);
        return false;
    }
    return true;
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
        o->seen |= UINT64_C(1) << (option - LOCK);
        if (!option_rows[option - LOCK].value)
            option_take_flag(o, option);
        else if (!option_take_value(o, option, optarg, why, size))
            return false;
    }
    o->rest = argv + optind;
    o->rest_count = argc - optind;
    if (verb == RUN_VERB_RUN)
        return run_options_suit(o, o->check ? RUN_AIM_CHECKS : RUN_AIM_WAITS, why, size);
    return true;
}
