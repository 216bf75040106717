// cmd_run.c - `pawl run`: a program on pawl's locks, and where its threads waited.
// SPDX-License-Identifier: MIT
#include "commands.h"
#include "run_find.h"
#include "run_inspect.h"
#include "run_launch.h"
#include "run_left.h"
#include "run_output.h"
#include "run_preload.h"
#include "run_records.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BAD = 2, NOT_STARTED = 126, NOT_FOUND = 127 }; // the last two as of a shell

static int print_help(void)
{
    puts("pawl run - run a program on pawl's locks, and see where its threads wait\n\n"
         "  pawl run PROGRAM ARGUMENT...       where did it wait?\n"
         "  pawl run --stacks 3 PROGRAM        ... and who made it wait?\n"
         "  pawl run --lock=glibc PROGRAM      only watch: it keeps its own locks\n"
         "  pawl run --html page.html PROGRAM  the same with pictures\n"
         "  pawl run --json new.json PROGRAM   keep it: pawl report new.json\n"
         "  pawl report PID                    look at it while it runs\n\n"
         "Options");
    run_options_print_help(stdout, RUN_VERB_RUN);
    puts("\nExit status: the program's; 127 if there is no such program, 126 if it cannot\n"
         "be run, 2 if the command line is wrong or a file cannot be written. More: man\n"
         "pawl-run");
    return 0;
}

struct running {
    const struct run_options *options;
    const char *folder; // of the records
};

// ---- the report ---------------------------------------------------------------------------------

// Reads what is there. Returns false, and says why, if a record cannot be read.
static bool collect(const struct running *r, struct profile *p)
{
    char why[RUN_WHY];
    bool ok = true;
    char **paths = run_records_find(r->folder);
    p->raw_addresses = r->options->raw_addresses;
    for (char **path = paths; path && *path; path++) {
        const char *wrong = profile_add_record(p, *path);
        if (wrong) {
            snprintf(why, sizeof why, "the record %s %s", *path, wrong);
            run_complain(why);
            ok = false;
        }
    }
    run_records_free(paths);
    return ok;
}

// What it says while the program runs is what it would say at the end, on standard error only.
static void report_now(void *arg)
{
    const struct running *r = arg;
    char why[RUN_WHY];
    struct profile p = {0};
    collect(r, &p);
    struct run_options o = *r->options;
    o.quiet = false;
    if (p.process_count == 0)
        run_complain("no lock was used so far");
    else if (!run_output(&p, NULL, &o, stderr, why, sizeof why))
        run_complain(why);
    fflush(NULL);
    profile_free(&p);
}

static bool is_shown(const struct profile *p, int pid)
{
    for (size_t i = 0; i < p->process_count; i++) {
        if (pid == 0 || p->processes[i].pid == pid)
            return true;
    }
    return false;
}

// A program that was killed could not note its end; whoever waited for it knows.
static void set_end(struct profile *p, const struct run_launch *l)
{
    for (size_t i = p->process_count; i-- > 0;) {
        struct profile_process *process = &p->processes[i];
        if (process->pid != l->pid)
            continue;
        if (!process->ended && l->ended_unix_ns > process->started_unix_ns)
            process->duration_ns = l->ended_unix_ns - process->started_unix_ns;
        return;
    }
}

static void say_no_record(const struct run_options *o, bool seen)
{
    if (!o->quiet && seen)
        run_complain("no lock was used: nothing here called a pthread or C11 lock function");
}

static int report_end(const struct running *r, struct profile *p, bool seen)
{
    const struct run_options *o = r->options;
    char why[RUN_WHY];
    if (p->process_count == 0)
        say_no_record(o, seen);
    else if (!is_shown(p, o->pid))
        return run_complain("--pid: no process of this run that used locks has this number");
    if (p->process_count == 0) { // the files are asked for all the same
        struct run_options files = *o;
        files.quiet = true;
        return run_output(p, NULL, &files, stderr, why, sizeof why) ? 0 : run_complain(why);
    }
    if (!o->quiet && !o->report_to)
        fputc('\n', stderr); // the program's last line may have no end
    return run_output(p, NULL, o, stderr, why, sizeof why) ? 0 : run_complain(why);
}

// ---- what is left behind ------------------------------------------------------------------------

// Records go when nobody writes to them any more, unless they are wanted.
static struct run_left clean_up(const struct running *r, const struct profile *p)
{
    struct run_left left = run_left_of(p, r->folder);
    if (left.count == 0 && !r->options->output)
        run_records_remove(r->folder);
    return left;
}

static void say_what_is_left(const struct running *r, const struct run_left *left)
{
    char why[RUN_WHY] = "";
    if (left->count == 0)
        return;
    text_add(why, sizeof why, "%zu process%s of this run %s still running, as %s: pawl report %d",
             left->count, left->count == 1 ? "" : "es", left->count == 1 ? "is" : "are",
             left->program, left->pid);
    run_complain(why);
    why[0] = '\0';
    text_add(why, sizeof why, "the records stay in %s", r->folder);
    run_complain(why);
}

// ---- the run ------------------------------------------------------------------------------------

static int complain_not_run(const char *name, int err)
{
    char why[RUN_WHY] = "";
    bool unknown = err == ENOENT && !strchr(name, '/');
    text_add(why, sizeof why, "%s: %s", text_file(name),
             unknown ? "command not found" : strerror(err));
    run_complain(why);
    return err == ENOENT || err == ENOTDIR ? NOT_FOUND : NOT_STARTED;
}

// Ctrl-C shall not leave records behind.
static void hold_signals(bool hold)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    static sigset_t before;
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaddset(&set, numbers[i]);
    sigprocmask(hold ? SIG_BLOCK : SIG_SETMASK, hold ? &set : &before, hold ? &before : NULL);
}

static int launch(struct run_launch *l, struct running *r, bool seen)
{
    int err = run_launch(l);
    if (!err)
        err = l->exec_error;
    if (err) {
        run_records_remove(r->folder);
        return complain_not_run(r->options->rest[0], err);
    }
    struct profile p = {0};
    hold_signals(true);
    bool whole = collect(r, &p);
    struct run_left left = clean_up(r, &p);
    hold_signals(false);
    set_end(&p, l);
    int status = report_end(r, &p, seen);
    say_what_is_left(r, &left);
    fflush(NULL);
    profile_free(&p);
    bool failed = status != 0 || !whole;
    return failed && l->status == 0 ? BAD : run_end_like(l->status);
}

static int run(const struct run_options *o, char *path)
{
    char why[RUN_WHY] = "";
    char sentence[RUN_WHY] = "";
    bool seen = run_inspect(path, sentence, sizeof sentence);
    if (!seen && !o->quiet)
        run_complain(sentence);
    char *folder = run_records_make(o->output, why, sizeof why);
    if (!folder)
        return run_complain(why);
    char **environment = run_environment(o, folder, why, sizeof why);
    if (!environment) {
        run_records_remove(folder);
        free(folder);
        return run_complain(why);
    }
    struct running r = {o, folder};
    struct run_launch l = {
        .path = path,
        .arguments = o->rest,
        .environment = environment,
        .signal = o->signal,
        .report = report_now,
        .arg = &r,
    };
    fflush(NULL);
    int status = launch(&l, &r, seen);
    free(environment);
    free(folder);
    return status;
}

int pawl_run_main(int argc, char **argv)
{
    char why[RUN_WHY];
    struct run_options o;
    if (!run_options_parse(&o, RUN_VERB_RUN, argc, argv, why, sizeof why))
        return run_complain(why);
    if (o.help)
        return print_help();
    if (o.rest_count == 0)
        return run_complain("run: which program? See pawl run --help");
    if (!run_output_check(&o, why, sizeof why))
        return run_complain(why);
    char *path = run_find(o.rest[0]);
    if (!path)
        return complain_not_run(o.rest[0], errno);
    int status = run(&o, path);
    free(path);
    return status;
}
