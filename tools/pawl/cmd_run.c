// cmd_run.c - `pawl run`: a program on pawl's locks, and where its threads waited.
// SPDX-License-Identifier: MIT
#include "check/check_watch.h"
#include "commands.h"
#include "run_find.h"
#include "run_inspect.h"
#include "run_launch.h"
#include "run_left.h"
#include "run_output.h"
#include "run_preload.h"
#include "run_records.h"
#include "run_waits.h"
#include "xalloc.h"

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
         "  pawl run --check PROGRAM           is it right? Misuse of locks, and deadlocks\n"
         "  pawl report PID                    look at it while it runs\n\n"
         "Options");
    run_options_print_help(stdout, RUN_VERB_RUN);
    puts("\nExit status: the program's; 127 if there is no such program, 126 if it cannot\n"
         "be run, 2 if the command line is wrong or a file cannot be written. More: man\n"
         "pawl-run");
    return 0;
}

// ---- what is left behind ------------------------------------------------------------------------

static const struct profile_process *process_at(const struct running *r, const struct profile *p,
                                                size_t i)
{
    const struct checked *c = r->watch ? check_watch_all(r->watch) : NULL;
    if (c)
        return i < c->process_count ? &c->processes[i].about : NULL;
    return i < p->process_count ? &p->processes[i] : NULL;
}

// The processes that still write a record; to be freed.
static int *running_pids(const struct running *r, const struct profile *p)
{
    const struct profile_process *process;
    size_t count = 0;
    while (process_at(r, p, count))
        count++;
    int *pids = xcalloc(count + 1, sizeof *pids);
    int *end = pids;
    for (size_t i = 0; (process = process_at(r, p, i)) != NULL; i++) {
        if (process->running)
            *end++ = process->pid;
    }
    return pids;
}

// Records go when nobody writes to them any more, unless they are wanted.
static struct run_left clean_up(const struct running *r, const struct profile *p)
{
    int *pids = running_pids(r, p);
    struct run_left left = run_left_of(pids, run_record_variable(r->options), r->folder);
    if (left.count == 0 && !r->options->output)
        run_records_remove(r->folder);
    free(pids);
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

// Returns 0, or 2 if something could not be read or written.
static int end_waits(const struct run_launch *l, struct running *r, bool seen)
{
    struct profile p = {0};
    hold_signals(true);
    bool whole = run_waits_collect(r, &p);
    struct run_left left = clean_up(r, &p);
    hold_signals(false);
    run_waits_set_end(&p, l);
    int status = run_waits_report(r, &p, seen && whole);
    say_what_is_left(r, &left);
    fflush(NULL);
    profile_free(&p);
    return status != 0 || !whole ? BAD : 0;
}

// Returns --exit-code if there is a reason, 2 if something could not be read or written, or 0.
static int end_checks(struct running *r, bool seen)
{
    char why[RUN_WHY];
    bool found;
    hold_signals(true);
    bool whole = check_watch_end(r->watch, &found, why, sizeof why);
    struct run_left left = clean_up(r, NULL);
    hold_signals(false);
    if (whole && !check_watch_has_locks(r->watch))
        run_say_no_record(r->options, seen);
    if (!whole)
        run_complain(why);
    say_what_is_left(r, &left);
    fflush(NULL);
    if (found && r->options->exit_code)
        return r->options->exit_code;
    return whole ? 0 : BAD;
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
    int status = r->watch ? end_checks(r, seen) : end_waits(l, r, seen);
    bool found = r->watch && status != 0 && status == r->options->exit_code;
    return found || (status != 0 && l->status == 0) ? status : run_end_like(l->status);
}

static int prepared(struct running *r, char *path, bool seen, char *why)
{
    if (r->options->check) {
        r->watch = check_watch_new(r->options, r->folder, why, RUN_WHY);
        if (!r->watch)
            return run_complain(why);
    }
    char **environment = run_environment(r->options, r->folder, why, RUN_WHY);
    if (!environment)
        return run_complain(why);
    struct run_launch l = {
        .path = path,
        .arguments = r->options->rest,
        .environment = environment,
        .signal = r->options->signal,
        .report = run_waits_now,
        .tick = r->watch ? check_watch_look : NULL,
        .arg = r->watch ? (void *)r->watch : r,
    };
    fflush(NULL);
    r->launched = true;
    int status = launch(&l, r, seen);
    free(environment);
    return status;
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
    struct running r = {.options = o, .folder = folder};
    int status = prepared(&r, path, seen, why);
    if (!r.launched)
        run_records_remove(folder);
    if (r.watch)
        check_watch_free(r.watch);
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
