// cmd_report.c - `pawl report`: the locks of a running program, or of a run that was kept.
// SPDX-License-Identifier: MIT
#include "check/check_json.h"
#include "check/check_output.h"
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

// What there is to report: one of the two.
struct input {
    struct profile waits;
    struct checked checks;
};

static void free_input(struct input *in)
{
    profile_free(&in->waits);
    checked_free(&in->checks);
}

static const char *add_record(void *arg, const char *path)
{
    struct input *in = arg;
    if (run_record_aim(path) == RUN_AIM_CHECKS)
        return checked_add_record(&in->checks, path);
    return profile_add_record(&in->waits, path);
}

static bool add_folder(struct input *in, const char *folder, char *why, size_t size)
{
    char **paths = run_records_find(folder);
    if (!paths)
        return fail(folder, strerror(errno), why, size);
    bool ok = paths[0] != NULL || fail(folder, "there are no records in it", why, size);
    for (char **path = paths; ok && *path; path++) {
        const char *wrong = add_record(in, *path);
        ok = !wrong || fail(*path, wrong, why, size);
    }
    run_records_free(paths);
    return ok;
}

static bool add_file(struct input *in, const char *path, char *why, size_t size)
{
    const char *wrong;
    if (run_record_aim(path))
        wrong = add_record(in, path);
    else if (check_json_is(path))
        wrong = checked_add_json(&in->checks, path);
    else
        wrong = profile_add_json(&in->waits, path);
    return !wrong || fail(path, wrong, why, size);
}

static bool add(struct input *in, const char *what, char *why, size_t size)
{
    struct stat st;
    if (run_is_pid(what))
        return run_attach(what, add_record, in, why, size);
    if (strcmp(what, "-") == 0)
        return add_file(in, what, why, size);
    if (stat(what, &st) != 0)
        return fail(what, strerror(errno), why, size);
    return S_ISDIR(st.st_mode) ? add_folder(in, what, why, size) : add_file(in, what, why, size);
}

static bool is_shown(const struct profile *p, int pid)
{
    for (size_t i = 0; i < p->process_count; i++) {
        if (pid == 0 || p->processes[i].pid == pid)
            return true;
    }
    return false;
}

static bool read_all(struct input *in, const struct run_options *o, char *why, size_t size)
{
    in->waits.raw_addresses = in->checks.names.raw_addresses = o->raw_addresses;
    for (int i = 0; i < o->rest_count; i++) {
        if (!add(in, o->rest[i], why, size))
            return false;
    }
    if (in->waits.process_count > 0 && in->checks.process_count > 0)
        return fail(o->rest[0], "some of these records are of checks, and some of waits", why,
                    size);
    if (in->waits.process_count + in->checks.process_count == 0)
        return fail(o->rest[0], "no process of that run has used a lock", why, size);
    return true;
}

static bool report_checks(const struct run_options *o, struct input *in, char *why, size_t size)
{
    struct check_rules rules = {0};
    bool ok = run_options_suit(o, RUN_AIM_CHECKS, why, size) &&
              check_rules_of(&rules, o, why, size) &&
              check_output(&in->checks, &rules, o, stdout, why, size);
    check_rules_free(&rules);
    return ok;
}

static bool report_waits(const struct run_options *o, struct input *in, char *why, size_t size)
{
    struct input old = {.waits = {0}};
    bool ok = run_options_suit(o, RUN_AIM_WAITS, why, size);
    if (ok && !is_shown(&in->waits, o->pid)) {
        snprintf(why, size, "--pid: no process here has the number %d", o->pid);
        ok = false;
    }
    ok = ok && (!o->against || add(&old, o->against, why, size));
    if (ok && old.checks.process_count > 0)
        ok = fail(o->against, "is a record of checks", why, size);
    ok = ok && run_output(&in->waits, o->against ? &old.waits : NULL, o, stdout, why, size);
    free_input(&old);
    return ok;
}

static bool report(const struct run_options *o, struct input *in, char *why, size_t size)
{
    if (!read_all(in, o, why, size))
        return false;
    return in->checks.process_count > 0 ? report_checks(o, in, why, size)
                                        : report_waits(o, in, why, size);
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
    struct input in = {.waits = {0}};
    bool ok = report(&o, &in, why, sizeof why);
    free_input(&in);
    return ok ? 0 : run_complain(why);
}
