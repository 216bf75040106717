// options.c - the command line of pawl-model.
// SPDX-License-Identifier: MIT
#include "sim/options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BOUND 60
#define DEFAULT_DEPTH 3
#define DIGITS "0123456789"

void sim_options_print_help(void)
{
    fputs("usage: pawl-model [--quick] [--client NAME] [--story] [--once]\n"
          "                  [--bound N | --random N | --pct N [--depth D]] [--seed S]\n"
          "       pawl-model --client NAME --replay STEPS\n"
          "       pawl-model [--quick] [--client NAME] --list\n"
          "       pawl-model --play EDITION\n"
          "\n"
          "Runs the source of pawl's locks under every interleaving of small clients.\n"
          "Without options: every client, exhaustively.\n"
          "\n"
          "  --client NAME   only this client, or the group before the slash\n"
          "  --bound N       at most 0, 1, ... N preemptions instead of all interleavings\n"
          "  --random N      N random executions, every choice as likely as any other\n"
          "  --pct N         N random executions by priorities, changed D - 1 times\n"
          "  --depth D       (default 3)\n"
          "  --seed S        makes random executions repeatable (default 1)\n"
          "  --story         tell the shortest execution that shows a known weakness\n"
          "  --replay STEPS  tell the story of one schedule, as printed with a failure\n"
          "  --play EDITION  a play of three threads on that edition's lock: pawl lab story\n"
          "  --quick         leave out the clients that take minutes\n"
          "  --once          do not run small clients one by one as well\n"
          "  --list          list the clients\n"
          "  -h, --help      this\n"
          "\n"
          "The column 'executed' counts complete interleavings. They are covered, not run\n"
          "one by one: a state that was seen before is not explored again, but what follows\n"
          "is counted. In --list a letter is an operation: L lock, T trylock, H trylock and\n"
          "hold, P S G lock_until a past, short or long deadline, D drop and free.\n"
          "Exit status: 0 all well, 1 something was found, 2 wrong usage, or no output.\n",
          stdout);
}

__attribute__((format(printf, 1, 2))) static bool complain(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("pawl-model: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return false;
}

static bool number(const char *option, const char *text, uint64_t low, uint64_t high, uint64_t *out)
{
    errno = 0;
    *out = strtoull(text, NULL, 10);
    if (errno == 0 && text[0] != '\0' && strspn(text, DIGITS) == strlen(text) && *out >= low &&
        *out <= high)
        return true;
    return complain("%s: '%s' is no number from %" PRIu64 " to %" PRIu64, option, text, low, high);
}

// Reads a number below limit, and moves *p behind it.
static bool small_number(const char **p, unsigned long limit, uint8_t *out)
{
    size_t length = strspn(*p, DIGITS);
    if (length == 0 || length > 3)
        return false;
    unsigned long n = strtoul(*p, NULL, 10);
    if (n >= limit)
        return false;
    *out = (uint8_t)n;
    *p += length;
    return true;
}

// "0,1,1.2": the thread of each step, and which of the possible results it had if not the first.
static bool parse_schedule(const char *p, struct sim_path *path)
{
    for (path->length = 0; path->length < SIM_MAX_DEPTH;) {
        struct sim_choice c = {0, 0, true};
        if (!small_number(&p, SIM_MAX_THREADS, &c.thread))
            return false;
        if (*p == '.') {
            p++;
            if (!small_number(&p, UINT8_MAX + 1, &c.alt))
                return false;
        }
        path->steps[path->length++] = c;
        if (*p == '\0')
            return true;
        if (*p++ != ',')
            return false;
    }
    return false;
}

// Options whose values do not tell that they were given.
struct given {
    bool random, pct, depth, seed;
};

static bool take(struct sim_options *o, int option, struct given *given)
{
    uint64_t n;
    switch (option) {
    case 'c': o->only = optarg; return true;
    case 'b':
        if (!number("--bound", optarg, 0, MAX_BOUND, &n))
            return false;
        o->bound = (int)n;
        return true;
    case 'r': given->random = true; return number("--random", optarg, 1, UINT64_MAX, &o->random);
    case 'P': given->pct = true; return number("--pct", optarg, 1, UINT64_MAX, &o->random);
    case 'd':
        if (!number("--depth", optarg, 1, SIM_MAX_PCT_DEPTH, &n))
            return false;
        o->depth = (int)n;
        given->depth = true;
        return true;
    case 'S': o->story = true; return true;
    case 's': given->seed = true; return number("--seed", optarg, 0, UINT64_MAX, &o->seed);
    case 'p':
        o->replay = true;
        return parse_schedule(optarg, &o->schedule) ||
               complain("--replay wants steps like 0,1,1.2,0");
    case 'e': o->play = optarg; return true;
    case 'l': o->list = true; return true;
    case 'q': o->quick = true; return true;
    case 'o': o->once = true; return true;
    default: o->help = true; return true;
    }
}

static bool fit(struct sim_options *o, const struct given *given)
{
    int modes = (o->bound >= 0) + given->random + given->pct + o->replay + (o->play != NULL);
    if (modes + o->list > 1)
        return complain("--bound, --random, --pct, --replay, --play, --list: only one of them");
    if (given->seed && o->random == 0)
        return complain("--seed is for --random and --pct only");
    if (given->depth && !given->pct)
        return complain("--depth is for --pct only");
    if (given->pct && !given->depth)
        o->depth = DEFAULT_DEPTH;
    if (o->replay && !o->only)
        return complain("--replay wants the full name of a --client");
    if (o->replay && o->quick)
        return complain("--quick and --replay: only one of them");
    return true;
}

bool sim_options_parse(struct sim_options *o, int argc, char **argv)
{
    // clang-format off
    static const struct option longs[] = {
        {"client", required_argument, NULL, 'c'},
        {"bound", required_argument, NULL, 'b'},
        {"random", required_argument, NULL, 'r'},
        {"pct", required_argument, NULL, 'P'},
        {"depth", required_argument, NULL, 'd'},
        {"seed", required_argument, NULL, 's'},
        {"story", no_argument, NULL, 'S'},
        {"replay", required_argument, NULL, 'p'},
        {"play", required_argument, NULL, 'e'},
        {"list", no_argument, NULL, 'l'},
        {"quick", no_argument, NULL, 'q'},
        {"once", no_argument, NULL, 'o'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    // clang-format on
    struct given given = {0};
    *o = (struct sim_options){.bound = -1, .seed = 1};
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, ":h", longs, NULL)) != -1;) {
        const char *word = argv[optind - 1];
        if (c == ':')
            return complain("%s needs a value. See pawl-model --help", word);
        if (c == '?' && optopt > 0 && strncmp(word, "--", 2) == 0)
            return complain("%.*s takes no value. See pawl-model --help", (int)strcspn(word, "="),
                            word);
        if (c == '?' && optopt > 0)
            return complain("no option -%c. See pawl-model --help", optopt);
        if (c == '?')
            return complain("no option %s. See pawl-model --help", word);
        if (!take(o, c, &given))
            return false;
    }
    if (optind < argc)
        return complain("unexpected argument '%s'. See pawl-model --help", argv[optind]);
    return o->help || fit(o, &given);
}
