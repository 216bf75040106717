// options.c - the command line of pawl vet.
// SPDX-License-Identifier: MIT
#include "vet/options.h"

#include "text.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char letters[] = ":p:c:lj:qh";
static const char compiler_letters[] = "DIOUWfgimsw"; // with which flags of compilers begin

enum { CONFIG = 1000, SARIF, BASELINE, WRITE_BASELINE, UNUSED, TIMES, NO_SNIPPETS, DUMP };

static const char help[] =
    "pawl vet - find lock mistakes in C without running it\n\n"
    "  pawl vet                    all that build/compile_commands.json names\n"
    "  pawl vet -p BUILD           the same of another build folder\n"
    "  pawl vet FILE... -- FLAGS   these files, compiled with FLAGS\n"
    "  pawl vet -p BUILD FILE...   these files, compiled as that build does; what the\n"
    "                              build's other files do is then not known\n\n"
    "Options\n"
    "  -p, --build DIR        where compile_commands.json lies (cmake and meson write\n"
    "                         it; bear -- make does it for make)\n"
    "  -c, --checks NAMES     only these checks (a,b), or all but these (-a,-b)\n"
    "  -l, --list             the checks, a line for each\n"
    "      --config FILE      which functions lock and unlock, besides those of pawl,\n"
    "                         POSIX and C11; or linux, or glibc. Without it .pawl-vet\n"
    "                         is read, from here or from a folder above\n"
    "      --json FILE        write the findings as JSON (- is standard output)\n"
    "      --sarif FILE       write them as SARIF 2.1.0\n"
    "      --baseline FILE    leave those alone that this file names\n"
    "      --write-baseline FILE  write such a file, of all findings there are now,\n"
    "                         which are then not shown: the exit status is 0\n"
    "      --unused           also tell of comments that ignore nothing, and of lines\n"
    "                         of the baseline for which nothing is found any more\n"
    "      --no-snippets      without the lines of the source\n"
    "  -j, --jobs N           read so many files at once (as many as processors)\n"
    "  -q, --quiet            nothing but findings\n"
    "      --times            how long it took, on standard error\n"
    "  -h, --help             this help\n\n"
    "A comment hides a finding on its line, or on the line of code after its own:\n"
    "  // pawl-vet: ignore CHECK why it is right\n\n"
    "Exit status: 0 if nothing was found; 3 if something was; 2 if the command line\n"
    "is wrong, or nothing was found in what could be read, but not all could.\n"
    "What a check means: pawl explain CHECK. More: man pawl-vet";

int vet_options_complain(const char *format, ...)
{
    char text[4400] = "";
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    text_tame(text);
    fprintf(stderr, "pawl: vet: %s\n", text);
    return 2;
}

// ---- checks -------------------------------------------------------------------------------------

static int print_list(void)
{
    for (const struct vet_check *const *c = vet_checks; *c; c++)
        printf("%-14s %s\n", (*c)->name, (*c)->brief);
    return 0;
}

static int no_such_check(const char *name)
{
    const char *names[VET_CHECKS + 1] = {NULL};
    for (size_t i = 0; vet_checks[i] && i < VET_CHECKS; i++)
        names[i] = vet_checks[i]->name;
    char text[200] = "";
    text_add(text, sizeof text, "there is no check '%s'.", name);
    text_add_nearest(text, sizeof text, name, names);
    return vet_options_complain("%s See pawl vet --list", text);
}

static void all_checks(struct vet_options *o)
{
    for (size_t i = 0; vet_checks[i] && i + 1 < VET_CHECKS; i++)
        o->checks[i] = vet_checks[i];
}

// A finding ends in [pawl-NAME]: that is a name of the check as well.
static const char *without_pawl(const char *name)
{
    return strncmp(name, "pawl-", 5) == 0 ? name + 5 : name;
}

// Keeps the checks that are named, or those that are not if names begin with a minus.
static int choose_checks(struct vet_options *o, const char *names)
{
    bool named[VET_CHECKS] = {false}, minus = names[0] == '-';
    char list[400] = "";
    text_add(list, sizeof list, "%s", names);
    char *rest = list;
    for (char *name; (name = strsep(&rest, ","));) {
        size_t i = 0;
        if ((*name == '-') != minus)
            return vet_options_complain("--checks: either checks to run, or each with a minus");
        const char *check = without_pawl(name + minus);
        while (vet_checks[i] && strcmp(vet_checks[i]->name, check) != 0)
            i++;
        if (!vet_checks[i])
            return no_such_check(check);
        named[i] = true;
    }
    size_t count = 0;
    for (size_t i = 0; vet_checks[i]; i++) {
        if (named[i] != minus)
            o->checks[count++] = vet_checks[i];
    }
    o->checks[count] = NULL;
    return -1;
}

// ---- the rest -----------------------------------------------------------------------------------

static int add_config(struct vet_options *o, const char *path)
{
    if (o->config_count == VET_CONFIGS)
        return vet_options_complain("there are more than %d --config", VET_CONFIGS);
    o->configs[o->config_count++] = path;
    return -1;
}

static int read_jobs(struct vet_options *o, const char *word)
{
    char *end;
    long number = strtol(word, &end, 10);
    if (*end != '\0' || end == word || number < 1 || number > 1024)
        return vet_options_complain("-j %s: a number from 1 to 1024 is needed", word);
    o->workers = (unsigned)number;
    return -1;
}

static int read_option(struct vet_options *o, int c)
{
    switch (c) {
    case 'p': o->build = optarg; return -1;
    case 'c': return choose_checks(o, optarg);
    case 'l': return print_list();
    case 'j': return read_jobs(o, optarg);
    case 'q': o->quiet = true; return -1;
    case CONFIG: return add_config(o, optarg);
    case 'J': o->json = optarg; return -1;
    case SARIF: o->sarif = optarg; return -1;
    case BASELINE: o->baseline = optarg; return -1;
    case WRITE_BASELINE: o->write_baseline = optarg; return -1;
    case UNUSED: o->unused = true; return -1;
    case TIMES: o->times = true; return -1;
    case NO_SNIPPETS: o->snippets = false; return -1;
    case DUMP: o->dump = true; return -1;
    case 'h': return puts(help) < 0 ? 2 : 0;
    default: return -1;
    }
}

// getopt leaves the letter of a bad option in optopt, below 0 if it is the first byte of one that
// has more. Or it has just stepped over the word: it knows its option, but not with a value.
static int refuse(int c, char *const *argv)
{
    char letter[] = {'-', (char)optopt, '\0'};
    bool is_letter = c == '?' && optopt > 0 && optopt < CONFIG && !strchr(letters, optopt);
    const char *option = is_letter                ? letter
                         : c == '?' && optopt < 0 ? argv[optind]
                                                  : argv[optind - 1];
    if (c == ':')
        return vet_options_complain("%s needs something after it", option);
    const char *hint = is_letter && strchr(compiler_letters, optopt)
                           ? "Flags of the compiler come last: FILE... -- FLAGS"
                           : "See pawl vet --help";
    return vet_options_complain("there is no option %s. %s", option, hint);
}

static bool is_same(const char *path, const char *other)
{
    return path && other && strcmp(path, other) == 0;
}

// What cannot be, all options together.
static int check_all(const struct vet_options *o)
{
    if (o->flag_count > 0 && (o->build || o->file_count == 0))
        return vet_options_complain("flags after -- are for files that are named, without -p");
    const char *twice = is_same(o->json, o->sarif) || is_same(o->json, o->write_baseline) ? o->json
                        : is_same(o->sarif, o->write_baseline)                            ? o->sarif
                                                                                          : NULL;
    if (twice)
        return vet_options_complain("%s: only one thing can be written to it", text_file(twice));
    if (is_same(o->baseline, o->write_baseline))
        return vet_options_complain("--write-baseline %s: leave --baseline out, or what it hides "
                                    "is lost",
                                    text_file(o->baseline));
    if (o->baseline && access(o->baseline, R_OK) != 0)
        return vet_options_complain("%s: %s", text_file(o->baseline), strerror(errno));
    return -1;
}

int vet_options_read(struct vet_options *o, int argc, char **argv)
{
    static const struct option options[] = {
        {"build", required_argument, NULL, 'p'},
        {"checks", required_argument, NULL, 'c'},
        {"list", no_argument, NULL, 'l'},
        {"config", required_argument, NULL, CONFIG},
        {"json", required_argument, NULL, 'J'},
        {"sarif", required_argument, NULL, SARIF},
        {"baseline", required_argument, NULL, BASELINE},
        {"write-baseline", required_argument, NULL, WRITE_BASELINE},
        {"unused", no_argument, NULL, UNUSED},
        {"no-snippets", no_argument, NULL, NO_SNIPPETS},
        {"jobs", required_argument, NULL, 'j'},
        {"quiet", no_argument, NULL, 'q'},
        {"times", no_argument, NULL, TIMES},
        {"dump", no_argument, NULL, DUMP},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    *o = (struct vet_options){.snippets = true};
    all_checks(o);
    int files = 1; // argv up to -- ; what comes after it are the compiler's flags
    while (files < argc && strcmp(argv[files], "--") != 0)
        files++;
    opterr = 0;
    for (int c; (c = getopt_long(files, argv, letters, options, NULL)) != -1;) {
        int status = c == '?' || c == ':' ? refuse(c, argv) : read_option(o, c);
        if (status >= 0)
            return status;
    }
    o->files = argv + optind;
    o->file_count = files - optind;
    o->flags = argv + files + 1;
    o->flag_count = files < argc ? argc - files - 1 : 0;
    return check_all(o);
}
