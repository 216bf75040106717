// cmd_explain.c - `pawl explain`: what a finding means, why it matters, and what to do about it.
// SPDX-License-Identifier: MIT
#include "commands.h"
#include "explain.h"
#include "text.h"

#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { BAD = 2, MAX_KINDS = 64, WORD_WIDTH = 22 };

static int print_help(void)
{
    puts("pawl explain - what a finding means, and what to do about it\n\n"
         "  pawl explain                  all kinds of findings, a line for each\n"
         "  pawl explain KIND             everything about one\n"
         "  pawl explain --wrong KIND     its wrong example: a program that has it\n"
         "  pawl explain --right KIND     the same, as it should be\n\n"
         "Options\n"
         "  -w, --wrong    print a whole program, to be compiled and tried\n"
         "  -r, --right    the same of the right example\n"
         "  -h, --help     this help\n\n"
         "  pawl explain --wrong order >wrong.c && cc -g -pthread wrong.c\n"
         "  pawl run --check ./a.out\n\n"
         "Exit status: 0; 2 if there is no such kind. More: man pawl-explain");
    return 0;
}

// ---- the form of the texts ----------------------------------------------------------------------

static const char *next_line(const char *line)
{
    const char *end = strchr(line, '\n');
    return end ? end + 1 : line + strlen(line);
}

static int length(const char *line)
{
    return (int)strcspn(line, "\n");
}

static bool is_heading(const char *line)
{
    return isupper((unsigned char)line[0]) && isupper((unsigned char)line[1]);
}

// What stands behind "KIND: ".
static const char *summary(const struct explain_text *t)
{
    return t->text + strlen(t->kind) + strlen(": ");
}

static void print_text(const char *text)
{
    for (const char *line = text; *line; line = next_line(line)) {
        if (line[0] != '~')
            printf("%.*s\n", length(line), line);
    }
}

// The example is indented by four columns, or by a ~, which hides it from the text.
static void print_example(const struct explain_text *t, const char *which)
{
    const char *line = t->text;
    while (*line && !(is_heading(line) && strncmp(line, which, strlen(which)) == 0))
        line = next_line(line);
    bool timed = strcmp(t->kind, "held-too-long") == 0; // needs a limit to be found
    printf("/* The %s example of: pawl explain %s\n", which[0] == 'W' ? "wrong" : "right", t->kind);
    if (t->by_vet)
        puts("   pawl vet FILE.c */");
    else
        printf("   cc -g -pthread FILE.c && pawl run --check%s ./a.out */\n",
               timed ? " --held-too-long 100" : "");
    for (line = next_line(line); *line && !is_heading(line); line = next_line(line)) {
        int skip = line[0] == '~' ? 1 : (int)strspn(line, " ");
        skip = skip > 4 ? 4 : skip;
        bool last = length(line) == 0 && is_heading(next_line(line));
        if (!last)
            printf("%.*s\n", length(line) - skip, line + skip);
    }
}

static void print_kinds(bool by_vet)
{
    for (const struct explain_text *t = explain_texts; t->kind; t++) {
        if (t->by_vet == by_vet)
            printf("  %-*s%.*s\n", WORD_WIDTH, t->kind, length(summary(t)), summary(t));
    }
}

static void print_list(void)
{
    puts("What the checks find, in a program that runs under pawl run --check:\n");
    print_kinds(false);
    puts("\nWhat pawl vet finds, in sources, besides reentry and order:\n");
    print_kinds(true);
    puts("\npawl explain KIND tells of one: what it means, why it matters, how it is found,\n"
         "what cannot be seen, an example wrong and right, what to do, how to silence it.");
}

// ---- the command --------------------------------------------------------------------------------

// A finding of pawl vet ends in [pawl-KIND].
static const struct explain_text *find(const char *kind)
{
    if (strncmp(kind, "pawl-", 5) == 0)
        kind += 5;
    const struct explain_text *t = explain_texts;
    while (t->kind && strcmp(t->kind, kind) != 0)
        t++;
    return t->kind ? t : NULL;
}

static int no_such_kind(const char *word)
{
    const char *names[MAX_KINDS] = {NULL};
    for (size_t i = 0; i + 1 < MAX_KINDS && explain_texts[i].kind; i++)
        names[i] = explain_texts[i].kind;
    char text[200] = "";
    text_add(text, sizeof text, "explain: no kind '%.100s'.", word);
    text_add_nearest(text, sizeof text, word, names);
    text_tame(text);
    fprintf(stderr, "pawl: %s See pawl explain\n", text);
    return BAD;
}

static int complain(const char *what)
{
    fprintf(stderr, "pawl: explain: %s. See pawl explain --help\n", what);
    return BAD;
}

int pawl_explain_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"wrong", no_argument, NULL, 'w'},
        {"right", no_argument, NULL, 'r'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    const char *which = NULL;
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "wrh", options, NULL)) != -1;) {
        switch (c) {
        case 'w': which = "WRONG"; break;
        case 'r': which = "RIGHT"; break;
        case 'h': return print_help();
        default: return complain("there is no such option");
        }
    }
    if (argc - optind > 1)
        return complain("one kind at a time");
    if (optind == argc && which)
        return complain("of which kind?");
    if (optind == argc) {
        print_list();
        return 0;
    }
    const struct explain_text *t = find(argv[optind]);
    if (!t)
        return no_such_kind(argv[optind]);
    if (which)
        print_example(t, which);
    else
        print_text(t->text);
    return 0;
}
