// main.c - pawl-vet: finds lock mistakes in C without running it.
// SPDX-License-Identifier: MIT
#include "progress.h"
#include "text.h"
#include "vet/inputs.h"
#include "vet/outcome.h"

#include <pawl/clock.h>

#include <errno.h>
#include <locale.h>
#include <string.h>

static void show_progress(void *arg, const char *file, size_t done, size_t count)
{
    (void)arg;
    (void)done;
    (void)count;
    progress_step();
    progress_show(source_name(file));
}

static void print_troubles(const struct vet_reading *r)
{
    for (size_t i = 0; i < r->trouble_count; i++) {
        const char *file = r->troubles[i].file, *text = r->troubles[i].text;
        size_t length = strlen(file);
        bool says_where = strncmp(text, file, length) == 0 && text[length] == ':';
        vet_options_complain("left out: %s%s%s", says_where ? "" : text_file(source_name(file)),
                             says_where ? "" : ": ", source_name(text));
    }
}

// What was asked for has been printed, if there was room for it.
static int said(int status)
{
    bool fine = fflush(stdout) == 0 && !ferror(stdout);
    return fine ? status : vet_options_complain("standard output: %s", strerror(errno));
}

static void dump(struct vet_program *p)
{
    for (size_t i = 0; i < p->function_count; i++) {
        if (p->functions[i]->is_defined)
            vet_dump(stdout, p, p->functions[i]);
    }
}

static void read_all(struct vet_outcome *v, struct vet_program *p, const struct vet_locks *locks)
{
    bool quiet = v->options->quiet;
    v->reading.workers = v->options->workers;
    v->reading.progress = quiet ? NULL : show_progress;
    if (!quiet)
        progress_begin((int)v->sources.count, 100 * PAWL_MILLISECOND);
    vet_read(p, locks, &v->sources, &v->reading);
    if (!quiet)
        progress_end();
    print_troubles(&v->reading);
}

static void run_checks(struct vet_outcome *v, struct vet_program *p, const struct vet_locks *locks)
{
    const struct vet_watch *watch = NULL; // there is one kind only
    for (const struct vet_check *const *c = v->options->checks; *c; c++)
        watch = (*c)->watch ? (*c)->watch : watch;
    struct vet_flow *flow = vet_flow_new(p, locks, watch);
    for (const struct vet_check *const *c = v->options->checks; *c; c++)
        (*c)->run(flow, &v->findings);
    vet_flow_free(flow);
}

static double seconds(int64_t ns)
{
    return (double)ns / 1e9;
}

static int vet(struct vet_outcome *v, struct vet_program *p, const struct vet_locks *locks)
{
    int64_t begin = pawl_now();
    read_all(v, p, locks);
    if (v->options->dump) {
        dump(p);
        return said(VET_CLEAN);
    }
    int64_t read = pawl_now();
    run_checks(v, p, locks);
    int64_t end = pawl_now();
    if (v->options->times)
        fprintf(stderr, "clang %.2f s, reading its tree %.2f s, checks %.2f s; %.2f s in all\n",
                seconds(v->reading.parse_ns), seconds(v->reading.lower_ns), seconds(end - read),
                seconds(end - begin));
    return vet_outcome_report(v);
}

int main(int argc, char **argv)
{
    struct vet_options o;
    setlocale(LC_CTYPE, "");
    int status = vet_options_read(&o, argc, argv);
    if (status >= 0)
        return said(status);
    struct vet_outcome v = {.options = &o};
    struct vet_locks *locks = vet_locks_new();
    struct vet_program *p = vet_program_new();
    status = VET_TROUBLE;
    if (vet_read_configs(locks, &o) && vet_find_sources(&v.sources, &o))
        status = vet(&v, p, locks);
    vet_findings_free(&v.findings);
    source_files_free(&v.files);
    vet_sources_free(&v.sources);
    vet_program_free(p);
    vet_locks_free(locks);
    return status;
}
