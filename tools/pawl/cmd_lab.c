// cmd_lab.c - `pawl lab`: from the command line to a plan, and on to the tables.
// SPDX-License-Identifier: MIT
#include "commands.h"
#include "lab_fits.h"
#include "report_file.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    BAD = 2, // exit status: wrong command line, or a file
    DEFAULT_ROUNDS = 11,
    DEMO_ROUNDS = 9,
    WHY = 400,
};
#define DEMO_SECONDS 40
#define DEFAULT_HOLD_NS (20 * PAWL_MICROSECOND)

// One line, whatever was in the arguments.
static int fail(const char *why)
{
    char line[WHY] = "";
    text_add(line, sizeof line, "%s", why);
    text_tame(line);
    fprintf(stderr, "pawl lab: %s\n", line);
    return BAD;
}

// ---- help ---------------------------------------------------------------------------------------

static void print_short_help(FILE *out)
{
    fputs("pawl lab - run locks side by side and see what each does under contention\n\n"
          "  pawl lab demo                     a tour of 40 seconds\n"
          "  pawl lab wordcount                count words, all locks\n"
          "  pawl lab wordcount FILE...        count the words of your own files\n"
          "  pawl lab hunger --threads 32 --locks m2015,m2016,pthread,pawl\n"
          "  pawl lab hunger --json run.json   keep every sample ...\n"
          "  pawl lab --from run.json          ... and look at it again\n"
          "  pawl lab editions                 the locks: what each changed, and why\n"
          "  pawl lab story m2016              how one works: a play of three threads\n\n"
          "Scenarios\n",
          out);
    for (const struct lab_scenario *const *s = lab_scenarios; *s; s++)
        fprintf(out, "  %-10s %s\n", (*s)->name, (*s)->summary);
}

static int print_help(void)
{
    print_short_help(stdout);
    puts("\nOptions");
    lab_options_print_help(stdout);
    puts("\nExit status: 0; 1 if a lock did not keep its threads apart; 2 if the command\n"
         "line is wrong or a file cannot be read or written. More: man pawl-lab");
    return 0;
}

// ---- the plan -----------------------------------------------------------------------------------

// The demo is about the editions, and the lock that everybody has; elsewhere all that do lock.
static void choose_locks(const struct lab_options *o, struct lab_plan *p)
{
    p->lock_count = o->lock_count;
    memcpy(p->locks, o->locks, sizeof p->locks);
    for (int i = 0; o->lock_count == 0 && pawl_editions[i]; i++) {
        const struct pawl_edition *e = pawl_editions[i];
        bool in_demo = e->year != 0 || lab_is_pthread(e);
        if (e->excludes && (in_demo || !lab_act_is(o, "demo")) &&
            !(o->goroutines && lab_is_pthread(e)))
            p->locks[p->lock_count++] = e;
    }
}

static void add_table(struct lab_plan *p, const struct lab_scenario *scenario, int threads)
{
    p->tables[p->table_count].scenario = scenario;
    p->tables[p->table_count++].threads = threads;
}

static void choose_tables(const struct lab_options *o, struct lab_plan *p)
{
    const struct lab_scenario *s = lab_scenario_find(o->act);
    if (!s) { // the demo
        add_table(p, &lab_wordcount, 4);
        add_table(p, &lab_hunger, 8);
        add_table(p, &lab_hunger, 32);
        return;
    }
    for (int i = 0; i < o->threads_count; i++)
        add_table(p, s, o->threads[i]);
    for (int i = 0; o->threads_count == 0 && i < 4 && s->default_threads[i] > 0; i++)
        add_table(p, s, s->default_threads[i]);
}

static struct lab_plan plan_of(const struct lab_options *o)
{
    struct lab_plan p = {
        .rounds = o->rounds               ? o->rounds
                  : lab_act_is(o, "demo") ? DEMO_ROUNDS
                                          : DEFAULT_ROUNDS,
        .trace = o->json || o->html,
        .goroutines = o->goroutines,
        .setup =
            {
                .files = o->files,
                .file_count = o->file_count,
                .hold_ns = o->hold_ns >= 0 ? o->hold_ns : DEFAULT_HOLD_NS,
            },
    };
    choose_locks(o, &p);
    choose_tables(o, &p);
    return p;
}

static double seconds_of(const struct lab_options *o)
{
    const struct lab_scenario *s = lab_scenario_find(o->act);
    return o->seconds > 0 ? o->seconds : s ? s->default_seconds : DEMO_SECONDS;
}

static struct lab_report report_of(const struct lab_options *o, const struct lab_plan *p)
{
    struct lab_report r = {
        .seed = o->has_seed ? o->seed : (uint32_t)(time(NULL) * 1000003 + pawl_now() / 1000),
        .seconds = seconds_of(o),
        .hold_ns = p->setup.hold_ns,
        .files = o->files,
        .file_count = o->file_count,
    };
    text_add(r.act, sizeof r.act, "%s", o->act);
    text_add(r.version, sizeof r.version, "%s", pawl_version());
    time_t now = time(NULL);
    struct tm utc;
    strftime(r.date, sizeof r.date, "%Y-%m-%d %H:%M:%S UTC", gmtime_r(&now, &utc));
    lab_machine_read(&r.machine);
    return r;
}

// ---- files --------------------------------------------------------------------------------------

static bool refuse_file(const char *path, const char *wrong, char *why, size_t size)
{
    if (wrong)
        snprintf(why, size, "cannot write %s: %s", text_file(path), wrong);
    return !wrong;
}

static bool is_stdout(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

static bool files_fit(const struct lab_options *o, char *why, size_t size)
{
    if (is_stdout(o->json) && is_stdout(o->html)) {
        snprintf(why, size, "--json and --html cannot both go to the standard output");
        return false;
    }
    return refuse_file(o->json, o->json ? report_file_check(o->json) : NULL, why, size) &&
           refuse_file(o->html, o->html ? report_file_check(o->html) : NULL, why, size);
}

static bool write_files(const struct lab_options *o, const struct lab_report *r, char *why,
                        size_t size)
{
    return refuse_file(o->json, o->json ? lab_write(r, o->json) : NULL, why, size) &&
           refuse_file(o->html, o->html ? lab_html(r, o->html) : NULL, why, size);
}

// ---- what it does -------------------------------------------------------------------------------

// The file before the last words: whoever reads the output through a pipe may leave early.
static int measure(const struct lab_options *o)
{
    char why[WHY];
    struct lab_plan p = plan_of(o);
    struct lab_report r = report_of(o, &p);
    if (!lab_options_fit(o, why, sizeof why) || !lab_plan_fits(&p, r.seconds, why, sizeof why) ||
        !files_fit(o, why, sizeof why))
        return fail(why);
    char procs[16];
    snprintf(procs, sizeof procs, "%d", o->procs);
    if (o->procs)
        setenv("PAWL_PROCS", procs, 1); // read at the first goroutine
    bool print = !is_stdout(o->json) && !is_stdout(o->html);
    if (!lab_run(&p, &r, print ? stdout : NULL, why, sizeof why)) {
        lab_report_free(&r);
        return fail(why);
    }
    int status = lab_failures(&r) > 0;
    bool written = write_files(o, &r, why, sizeof why);
    lab_report_free(&r);
    return written ? status : fail(why);
}

static int show_again(const struct lab_options *o)
{
    char why[WHY];
    struct lab_report r;
    if (o->act || o->json || o->lock_count || o->threads_count || o->goroutines || o->procs ||
        o->seconds > 0 || o->rounds || o->has_seed || o->hold_ns >= 0)
        return fail("--from shows what was measured: nothing else can be asked for with it");
    if (!files_fit(o, why, sizeof why) || !lab_read(&r, o->from, why, sizeof why))
        return fail(why);
    if (!is_stdout(o->html))
        lab_print_report(stdout, &r);
    int status = lab_failures(&r) > 0;
    bool written = write_files(o, &r, why, sizeof why);
    lab_report_free(&r);
    return written ? status : fail(why);
}

// The only option is the edition.
static int tell_story(const struct lab_options *o, int argc)
{
    char why[WHY];
    if (argc > 2 + o->file_count || o->file_count > 1)
        return fail("story takes the name of one edition and no options");
    fflush(stdout);
    lab_story(o->file_count == 1 ? o->files[0] : "pawl", why, sizeof why);
    return fail(why);
}

int pawl_lab_main(int argc, char **argv)
{
    char why[WHY];
    struct lab_options o;
    if (!lab_options_parse(&o, argc, argv, why, sizeof why))
        return fail(why);
    if (o.help || (o.act && lab_act_is(&o, "help")))
        return print_help();
    if (o.from)
        return show_again(&o);
    if (!o.act) {
        if (argc > 1)
            return fail("which scenario? See pawl lab --help");
        print_short_help(stdout);
        puts("\npawl lab --help lists the options.");
        return 0;
    }
    if (!lab_act_is_known(&o, why, sizeof why))
        return fail(why);
    if (lab_act_is(&o, "story"))
        return tell_story(&o, argc);
    if (!lab_act_is(&o, "editions"))
        return measure(&o);
    if (argc > 2)
        return fail("editions takes no options");
    lab_print_editions(stdout);
    return 0;
}
