// main.c - the pawl command: finds the verb and runs it.
// SPDX-License-Identifier: MIT
#include "bench/bench.h"
#include "commands.h"
#include "text.h"

#include <pawl/base.h>

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BAD = 2 };

struct verb {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
};

static const struct verb verbs[] = {
    {"run", "run a program on pawl's locks and see where its threads wait", pawl_run_main},
    {"report", "show that again, while it runs, or two runs side by side", pawl_report_main},
    {"locks", "who holds which lock of a running program, and who waits", pawl_locks_main},
    {"vet", "find lock mistakes in C without running it", pawl_vet_main},
    {"explain", "what a finding means, and what to do about it", pawl_explain_main},
    {"lab", "run locks side by side and see what each does under contention", pawl_lab_main},
    {"bench", "measure locks with Go's benchmarks, in Go's format", pawl_bench_main},
};

enum { VERBS = sizeof verbs / sizeof verbs[0] };

static int print_help(void)
{
    puts("pawl - Go's sync, in C: see what locks do\n\n"
         "  pawl run PROGRAM       where do the threads of a program wait?\n"
         "  pawl run --check PROG  does it misuse locks, or can it come to a deadlock?\n"
         "  pawl vet               the same, in the sources of a build\n"
         "  pawl lab demo          see in 40 seconds what the lock does\n"
         "  pawl lab wordcount     count words with every lock\n"
         "  pawl bench             Go's mutex benchmarks on this machine\n\n"
         "Verbs");
    for (int i = 0; i < VERBS; i++)
        printf("  %-8s %s\n", verbs[i].name, verbs[i].summary);
    puts("  help     pawl help VERB: what VERB can do\n\n"
         "  -h, --help     this help\n"
         "  --version      the version\n\n"
         "More: man pawl");
    return 0;
}

static const struct verb *find(const char *name)
{
    for (int i = 0; i < VERBS; i++) {
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    }
    return NULL;
}

static int no_such_verb(const char *name)
{
    const char *names[VERBS + 4] = {"help", "--help", "--version"};
    for (int i = 0; i < VERBS; i++)
        names[i + 3] = verbs[i].name;
    char text[200] = "";
    text_add(text, sizeof text, "no %s '%.100s'.", name[0] == '-' ? "option" : "verb", name);
    text_add_nearest(text, sizeof text, name, names);
    text_tame(text);
    fprintf(stderr, "pawl: %s See pawl --help\n", text);
    return BAD;
}

// pawl help VERB is pawl VERB --help.
static int help(int argc, char **argv)
{
    if (argc < 2)
        return print_help();
    if (strcmp(argv[1], "help") == 0)
        return print_help();
    const struct verb *v = find(argv[1]);
    if (!v)
        return no_such_verb(argv[1]);
    char option[] = "--help";
    char *args[] = {argv[1], option, NULL};
    return v->run(2, args);
}

static int run(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return print_help();
    if (strcmp(argv[1], "--version") == 0) {
        printf("pawl %s\n", pawl_version());
        return 0;
    }
    if (strcmp(argv[1], "help") == 0)
        return help(argc - 1, argv + 1);
    const struct verb *v = find(argv[1]);
    return v ? v->run(argc - 1, argv + 1) : no_such_verb(argv[1]);
}

// Whoever reads the output may close the pipe early, as head does: that is no error. A full disk
// is. Standard output forgets why a write failed before the last one, so this is remembered.
static volatile sig_atomic_t reader_left;

static void note_reader_left(int signal)
{
    (void)signal;
    reader_left = 1;
}

// What is opened later must not come to be the standard input, output or error.
static bool open_standard_files(void)
{
    bool ok = fcntl(STDIN_FILENO, F_GETFD) >= 0 || open("/dev/null", O_RDONLY) == STDIN_FILENO;
    bool has_output = fcntl(STDOUT_FILENO, F_GETFD) >= 0;
    if (!has_output) {
        fprintf(stderr, "pawl: cannot write the output: %s\n", strerror(errno));
        return false;
    }
    return ok &&
           (fcntl(STDERR_FILENO, F_GETFD) >= 0 || open("/dev/null", O_WRONLY) == STDERR_FILENO);
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = note_reader_left, .sa_flags = SA_RESTART};
    if (argc < 2 || strcmp(argv[1], "run") != 0) // its program shall find SIGPIPE as it was
        sigaction(SIGPIPE, &action, NULL);
    setlocale(LC_CTYPE, "");
    if (!open_standard_files())
        return BAD;
    int status = run(argc, argv);
    errno = 0;
    bool lost = fflush(stdout) != 0;
    int err = errno;
    lost |= ferror(stdout) != 0;
    if (!lost || reader_left || status == BAD) // BAD: one line has said why
        return status;
    fprintf(stderr, "pawl: cannot write the output%s%s\n", err ? ": " : "",
            err ? strerror(err) : "");
    return BAD;
}
