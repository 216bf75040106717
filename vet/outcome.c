// outcome.c - what came of it: for people, for programs, and as an exit status.
// SPDX-License-Identifier: MIT
#include "vet/outcome.h"

#include "text.h"
#include "vet/report/json.h"
#include "vet/report/print.h"
#include "vet/report/suppress.h"
#include "xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool complain_of(const char *path, const char *wrong)
{
    if (wrong)
        vet_options_complain("%s: %s", text_file(path), wrong);
    return !wrong;
}

// ---- what is left alone -------------------------------------------------------------------------

static void hide_by_comments(struct vet_outcome *v)
{
    const char *names[VET_CHECKS + 1] = {NULL};
    size_t count = v->sources.count;
    for (size_t i = 0; vet_checks[i] && i < VET_CHECKS; i++)
        names[i] = vet_checks[i]->name;
    char **files = xcalloc(count + 1, sizeof *files);
    for (size_t i = 0; i < count; i++)
        files[i] = vet_source_path(&v->sources.list[i]);
    suppress_by_comments(&v->findings, &v->files, (const char *const *)files, count, names,
                         v->options->unused);
    for (size_t i = 0; i < count; i++)
        free(files[i]);
    free(files);
}

static bool hide_known(struct vet_outcome *v)
{
    const struct vet_options *o = v->options;
    hide_by_comments(v);
    bool fine = !o->baseline ||
                complain_of(o->baseline, baseline_apply(&v->findings, o->baseline, o->unused));
    vet_findings_sort(&v->findings);
    return fine;
}

// ---- for programs -------------------------------------------------------------------------------

static bool write_results(struct vet_outcome *v)
{
    const struct vet_options *o = v->options;
    struct vet_rule rules[VET_CHECKS + 1] = {{NULL, NULL}};
    for (size_t i = 0; vet_checks[i] && i < VET_CHECKS; i++)
        rules[i] = (struct vet_rule){vet_checks[i]->name, vet_checks[i]->brief};
    size_t troubles = v->reading.trouble_count;
    const char **texts = xcalloc(2 * troubles + 1, sizeof *texts), **names = texts + troubles;
    for (size_t i = 0; i < troubles; i++) {
        names[i] = v->reading.troubles[i].file;
        texts[i] = v->reading.troubles[i].text;
    }
    const struct vet_result r = {&v->findings, &v->files, rules,   v->sources.count,
                                 names,        texts,     troubles};
    bool fine = !o->json || complain_of(o->json, vet_write_json(&r, o->json));
    fine = (!o->sarif || complain_of(o->sarif, vet_write_sarif(&r, o->sarif))) && fine;
    free(texts);
    return fine;
}

static bool is_standard_output(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

// ---- for people ---------------------------------------------------------------------------------

static size_t count_findings(const struct vet_findings *all)
{
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++)
        count += !all->list[i].suppressed;
    return count;
}

static bool wants_colour(void)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    bool dumb = !term || *term == '\0' || strcmp(term, "dumb") == 0;
    return isatty(STDOUT_FILENO) == 1 && !dumb && !(no_colour && *no_colour);
}

static void print_findings(struct vet_outcome *v)
{
    const struct vet_options *o = v->options;
    if (is_standard_output(o->json) || is_standard_output(o->sarif) || o->write_baseline)
        return;
    const struct vet_printing p = {stdout, wants_colour(), o->snippets, &v->files};
    vet_print(&p, &v->findings);
}

// The check of the first finding that has a text of its own; NULL: there is none.
static const char *first_check(const struct vet_findings *all)
{
    for (size_t i = 0; i < all->count; i++) {
        if (!all->list[i].suppressed && strcmp(all->list[i].check, "suppress") != 0)
            return all->list[i].check;
    }
    return NULL;
}

// The last line, on standard error: standard output is the findings'.
static void print_end(const struct vet_outcome *v, size_t count, bool fine)
{
    size_t troubles = v->reading.trouble_count, files = v->sources.count - troubles;
    size_t hidden = v->findings.count - count;
    fprintf(stderr, "%zu finding%s in %zu file%s", count, text_plural(count), files,
            text_plural(files));
    if (v->options->write_baseline && fine)
        fprintf(stderr, ", written to %s", v->options->write_baseline);
    if (hidden > 0)
        fprintf(stderr, "; %zu hidden", hidden);
    if (troubles > 0)
        fprintf(stderr, "; %zu file%s could not be read", troubles, text_plural(troubles));
    const char *check = isatty(STDERR_FILENO) ? first_check(&v->findings) : NULL;
    if (check)
        fprintf(stderr, "\nWhat that means: pawl explain %s", check);
    fputc('\n', stderr);
}

int vet_outcome_report(struct vet_outcome *v)
{
    const struct vet_options *o = v->options;
    bool fine = hide_known(v);
    if (o->write_baseline)
        fine =
            complain_of(o->write_baseline, baseline_write(&v->findings, o->write_baseline)) && fine;
    fine = write_results(v) && fine;
    print_findings(v);
    if (fflush(stdout) != 0 || ferror(stdout))
        fine = complain_of("standard output", strerror(errno));
    size_t count = count_findings(&v->findings);
    if (!o->quiet)
        print_end(v, count, fine);
    if (!fine)
        return VET_TROUBLE;
    if (count > 0 && !o->write_baseline)
        return VET_FOUND;
    return v->reading.trouble_count > 0 ? VET_TROUBLE : VET_CLEAN;
}
