// cmd_locks.c - `pawl locks PID`: who holds which lock of a running program, and who waits.
// SPDX-License-Identifier: MIT
#include "check/locks_print.h"
#include "commands.h"
#include "run_attach.h"
#include "run_output.h"
#include "text.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { RAW = 1000 };

struct locks_options {
    bool stacks, json;
};

static int print_help(void)
{
    puts("pawl locks - who holds which lock of a running program, and who waits for it\n\n"
         "  pawl run --check PROGRAM &\n"
         "  pawl locks $!\n\n"
         "Options\n"
         "  -s, --stacks          whole stacks, in the place of one line\n"
         "  -j, --json            the same as JSON\n"
         "      --raw-addresses   also show addresses in memory\n"
         "  -h, --help            this help\n\n"
         "The process is not stopped. It must be one that is being checked: under pawl run\n"
         "--check, or linked with libpawl and with PAWL_CHECK=FILE in its environment.\n\n"
         "Exit status: 0; 1 if threads wait for each other; 2 if the command line is\n"
         "wrong, or the process is not there, or not being checked. More: man pawl-locks");
    return 0;
}

// ---- finding it ---------------------------------------------------------------------------------

struct adding {
    struct live_locks *all;
    bool profiled;
    const char *wrong; // with a record that is there
};

static const char *add(void *arg, const char *path)
{
    struct adding *a = arg;
    enum run_aim aim = run_record_aim(path);
    a->profiled = a->profiled || aim == RUN_AIM_WAITS;
    if (aim != RUN_AIM_CHECKS)
        return "it is no record of checks";
    const char *wrong = locks_add_record(a->all, path);
    a->wrong = wrong ? wrong : a->wrong;
    return wrong;
}

static int cannot(const char *pid, const struct adding *a, const char *why)
{
    bool mine = kill((pid_t)atoi(pid), 0) == 0;
    if (!mine && errno == ESRCH)
        return run_complain(why);
    char text[400] = "";
    if (!mine) { // its records may well be there, but are for its owner's eyes
        text_add(text, sizeof text, "locks: process %s is another user's", pid);
        return run_complain(text);
    }
    if (a->wrong) {
        text_add(text, sizeof text, "locks: the record of process %s: %s", pid, a->wrong);
        return run_complain(text);
    }
    text_add(text, sizeof text,
             "locks: process %s is %s, so nobody knows who holds its locks. Start it with pawl run "
             "--check, or, if it is linked with libpawl, with PAWL_CHECK=FILE; or see who waits "
             "with gdb -p %s, which docs/gdb.md tells of",
             pid, a->profiled ? "recorded, but not checked" : "not being checked", pid);
    return run_complain(text);
}

// ---- showing it ---------------------------------------------------------------------------------

static int show(struct live_locks *all, const struct locks_options *o)
{
    bool stuck = false;
    struct checked_thread thread[64];
    const struct live_lock *lock[64];
    for (size_t i = 0; i < all->process_count; i++) {
        stuck = stuck || locks_circle(&all->processes[i], thread, lock, 64) > 0;
        if (!o->json && i > 0)
            putchar('\n');
        if (!o->json)
            locks_print(stdout, all, &all->processes[i], o->stacks);
    }
    if (o->json) {
        json_t *json = locks_json(all);
        json_dumpf(json, stdout, JSON_INDENT(1));
        putchar('\n');
        json_decref(json);
    }
    return stuck ? 1 : 0;
}

int pawl_locks_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"stacks", no_argument, NULL, 's'},
        {"json", no_argument, NULL, 'j'},
        {"raw-addresses", no_argument, NULL, RAW},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct live_locks all = {0};
    struct locks_options o = {false, false};
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "sjh", options, NULL)) != -1;) {
        switch (c) {
        case 's': o.stacks = true; break;
        case 'j': o.json = true; break;
        case RAW: all.names.raw_addresses = true; break;
        case 'h': return print_help();
        default: return run_complain("locks: there is no such option. See pawl locks --help");
        }
    }
    if (argc - optind != 1 || !run_is_pid(argv[optind]))
        return run_complain("locks: of which process? Its number. See pawl locks --help");
    char why[RUN_WHY];
    struct adding a = {.all = &all};
    bool found = run_attach(argv[optind], add, &a, why, sizeof why);
    int status = found ? show(&all, &o) : cannot(argv[optind], &a, why);
    locks_free(&all);
    return status;
}
