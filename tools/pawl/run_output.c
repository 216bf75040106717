// run_output.c - everything that a user can have made of a profile.
// SPDX-License-Identifier: MIT
#include "run_output.h"

#include "report_file.h"
#include "run_print.h"

#include <string.h>
#include <unistd.h>

int run_complain(const char *why)
{
    char line[RUN_WHY] = "";
    text_add(line, sizeof line, "%s", why);
    text_tame(line);
    fprintf(stderr, "pawl: %s\n", line);
    return 2;
}

static bool is_ok(const char *path, const char *wrong, char *why, size_t size)
{
    if (wrong)
        snprintf(why, size, "cannot write %s: %s", text_file(path), wrong);
    return !wrong;
}

bool run_output_check(const struct run_options *o, char *why, size_t size)
{
    const char *const paths[] = {o->json, o->html, o->pprof, o->folded, o->report_to};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        if (paths[i] && !is_ok(paths[i], report_file_check(paths[i]), why, size))
            return false;
    }
    return true;
}

struct printing {
    struct profile *profile;
    const struct profile *old;
    const struct run_options *options;
};

static bool print(FILE *out, const void *arg)
{
    const struct printing *what = arg;
    if (what->old)
        run_print_against(out, what->old, what->profile, what->options);
    else
        run_print(out, what->profile, what->options, isatty(fileno(out)));
    return !ferror(out);
}

static bool print_report(const struct printing *what, FILE *out, char *why, size_t size)
{
    const char *path = what->options->report_to;
    if (path)
        return is_ok(path, report_file_write(path, print, what), why, size);
    print(out, what);
    return true;
}

static bool is_stdout(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

// Whoever sends a file to the standard output wants nothing else there.
static bool has_room(const struct run_options *o, const FILE *out)
{
    bool taken =
        is_stdout(o->json) || is_stdout(o->html) || is_stdout(o->pprof) || is_stdout(o->folded);
    return o->report_to || out != stdout || !taken;
}

bool run_output(struct profile *p, const struct profile *old, const struct run_options *o,
                FILE *out, char *why, size_t size)
{
    const struct printing what = {p, old, o};
    if (o->json && !is_ok(o->json, report_json(p, o->json), why, size))
        return false;
    if (o->html && !is_ok(o->html, report_html(p, o->html), why, size))
        return false;
    if (o->pprof && !is_ok(o->pprof, report_pprof(p, o->by, o->pprof), why, size))
        return false;
    if (o->folded && !is_ok(o->folded, report_folded(p, o->by, o->folded), why, size))
        return false;
    return o->quiet || !has_room(o, out) || print_report(&what, out, why, size);
}
