// run_waits.c - what `pawl run` says of where threads waited.
// SPDX-License-Identifier: MIT
#include "run_waits.h"

#include "run_output.h"
#include "run_records.h"

// Reads what is there. Returns false, and says why, if a record cannot be read.
bool run_waits_collect(const struct running *r, struct profile *p)
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
void run_waits_now(void *arg)
{
    const struct running *r = arg;
    char why[RUN_WHY];
    struct profile p = {0};
    run_waits_collect(r, &p);
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
void run_waits_set_end(struct profile *p, const struct run_launch *l)
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

void run_say_no_record(const struct run_options *o, bool seen)
{
    if (!o->quiet && seen)
        run_complain("no lock was used: nothing here called a pthread or C11 lock function");
}

int run_waits_report(const struct running *r, struct profile *p, bool seen)
{
    const struct run_options *o = r->options;
    char why[RUN_WHY];
    if (p->process_count == 0)
        run_say_no_record(o, seen);
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
