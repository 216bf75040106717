// cmd_report.c - `pawl report`: the locks of a running program, or of a run that was kept.
// SPDX-License-Identifier: MIT
#include "commands.h"
#include "run_attach.h"
#include "run_output.h"
#include "run_records.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static int print_help(void)
{
    puts("pawl report - show where the threads of a program wait, or waited\n\n"
         "  pawl report PID                     a program that pawl run has started\n"
         "  pawl report run.json                what pawl run --json has written\n"
         "  pawl report DIR                     what pawl run --output DIR has kept\n"
         "  pawl report --html page.html DIR    the same with pictures\n"
         "  pawl report --against old.json new.json   what changed?\n\n"
         "Options");
    run_options_print_help(stdout, RUN_VERB_REPORT);
    puts("\nExit status: 0; 2 if the command line is wrong, or something cannot be read or\n"
         "written. More: man pawl-report");
    return 0;
}

// ---- what to show -------------------------------------------------------------------------------

static bool fail(const char *name, const char *wrong, char *why, size_t size)
{
    snprintf(why, size, "%s: %s", text_file(name), wrong);
    return false;
}

static bool add_folder(struct profile *p, const char *folder, char *why, size_t size)
{
    char **paths = run_records_find(folder);
    if (!paths)
        return fail(folder, strerror(errno), why, size);
    bool ok = paths[0] != NULL || fail(folder, "there are no records in it", why, size);
    for (char **path = paths; ok && *path; path++) {
        const char *wrong = profile_add_record(p, *path);
        ok = !wrong || fail(*path, wrong, why, size);
    }
    run_records_free(paths);
    return ok;
}

static bool add_file(struct profile *p, const char *path, char *why, size_t size)
{
    bool record = strcmp(path, "-") != 0 && run_is_record(path);
    const char *wrong = record ? profile_add_record(p, path) : profile_add_json(p, path);
    return !wrong || fail(path, wrong, why, size);
}

static bool add(struct profile *p, const char *what, char *why, size_t size)
{
    struct stat st;
    if (run_is_pid(what))
        return run_attach(p, what, why, size);
    if (strcmp(what, "-") == 0)
        return add_file(p, what, why, size);
    if (stat(what, &st) != 0)
        return fail(what, strerror(errno), why, size);
    return S_ISDIR(st.st_mode) ? add_folder(p, what, why, size) : add_file(p, what, why, size);
}

static bool is_shown(const struct profile *p, int pid)
{
    for (size_t i = 0; i < p->process_count; i++) {
        if (pid == 0 || p->processes[i].pid == pid)
            return true;
    }
    return false;
}

static bool read_all(struct profile *p, const struct run_options *o, char *why, size_t size)
{
    p->raw_addresses = o->raw_addresses;
    for (int i = 0; i < o->rest_count; i++) {
        if (!add(p, o->rest[i], why, size))
            return false;
    }
    if (p->process_count == 0)
        return fail(o->rest[0], "no process of that run has used a lock", why, size);
    if (!is_shown(p, o->pid)) {
        snprintf(why, size, "--pid: no process here has the number %d", o->pid);
        return false;
    }
    return true;
}

static bool report(const struct run_options *o, struct profile *p, struct profile *old, char *why,
                   size_t size)
{
    if (!read_all(p, o, why, size) || (o->against && !add(old, o->against, why, size)))
        return false;
    return run_output(p, o->against ? old : NULL, o, stdout, why, size);
}

int pawl_report_main(int argc, char **argv)
{
    char why[RUN_WHY];
    struct run_options o;
    if (!run_options_parse(&o, RUN_VERB_REPORT, argc, argv, why, sizeof why))
        return run_complain(why);
    if (o.help)
        return print_help();
    if (o.rest_count == 0)
        return run_complain(
            "report: of what? A process, a file or a folder. See pawl report --help");
    if (!run_output_check(&o, why, sizeof why))
        return run_complain(why);
    struct profile p = {0};
    struct profile old = {0};
    bool ok = report(&o, &p, &old, why, sizeof why);
    profile_free(&p);
    profile_free(&old);
    return ok ? 0 : run_complain(why);
}
