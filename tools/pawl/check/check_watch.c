// check_watch.c - says what the checks find while the processes of a run are still running.
// SPDX-License-Identifier: MIT
#include "check/check_watch.h"

#include "check/check_json.h"
#include "check/check_now.h"
#include "check/check_output.h"
#include "check/check_raw.h"
#include "report_file.h"
#include "run_records.h"
#include "text.h"
#include "xalloc.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A record that was seen.
struct seen {
    char *path;
    uint32_t findings; // that were read
    bool done;         // nobody writes to it any more
};

struct check_watch {
    struct checked all;
    struct check_rules rules;
    const struct run_options *options;
    const char *folder;
    FILE *out;  // NULL: nothing is printed
    void *seen; // a tree of struct seen
    char wrong[300];
};

static FILE *open_report(const struct run_options *o, char *why, size_t size)
{
    const char *wrong = NULL;
    FILE *out = o->report_to ? report_file_open(o->report_to, &wrong) : stderr;
    if (!out)
        snprintf(why, size, "cannot write %s: %s", text_file(o->report_to), wrong);
    return out;
}

struct check_watch *check_watch_new(const struct run_options *o, const char *folder, char *why,
                                    size_t size)
{
    struct check_watch *w = xcalloc(1, sizeof *w);
    w->options = o;
    w->folder = folder;
    w->all.names.raw_addresses = o->raw_addresses;
    bool ok = check_rules_of(&w->rules, o, why, size);
    if (ok && !o->quiet)
        ok = (w->out = open_report(o, why, size)) != NULL;
    if (ok)
        return w;
    check_watch_free(w);
    return NULL;
}

static void free_seen(void *entry)
{
    struct seen *s = entry;
    free(s->path);
    free(s);
}

void check_watch_free(struct check_watch *w)
{
    if (w->out && w->out != stderr && w->out != stdout)
        fclose(w->out);
    tdestroy(w->seen, free_seen);
    check_rules_free(&w->rules);
    checked_free(&w->all);
    free(w);
}

const struct checked *check_watch_all(const struct check_watch *w)
{
    return &w->all;
}

// ---- one record ---------------------------------------------------------------------------------

static int order_of_paths(const void *a, const void *b)
{
    const struct seen *x = a;
    const struct seen *y = b;
    return strcmp(x->path, y->path);
}

static struct seen *seen_at(struct check_watch *w, char *path)
{
    struct seen wanted = {.path = path};
    struct seen *const *found = tfind(&wanted, &w->seen, order_of_paths);
    if (found)
        return *found;
    struct seen *s = xcalloc(1, sizeof *s);
    s->path = xstrdup(path);
    tsearch(s, &w->seen, order_of_paths);
    return s;
}

// The stack on which somebody holds a lock for too long tells why.
static void look_at_holders(struct check_watch *w, struct checked_process *p)
{
    for (size_t i = 0; i < p->finding_count; i++) {
        struct checked_finding *f = &p->findings[i];
        const struct checked_step *s = &f->steps[0];
        if (!f->told && f->kind == PAWL_FOUND_HELD_TOO_LONG && (f->flags & PAWL_FINDING_STILL) &&
            !f->now.frames)
            f->now = check_now_stack(&w->all.names, p->about.pid,
                                     s->holder.tid ? s->holder.tid : s->thread.tid);
    }
}

static void read_findings(struct check_watch *w, const char *path, bool live)
{
    const char *wrong = checked_add_record(&w->all, path);
    if (wrong && !w->wrong[0])
        text_add(w->wrong, sizeof w->wrong, "the record %s %s", path, wrong);
    for (size_t i = 0; !wrong && i < w->all.process_count; i++) {
        struct checked_process *p = &w->all.processes[i];
        if (!p->path || strcmp(p->path, path) != 0)
            continue;
        check_rules_apply(&w->rules, p);
        if (live)
            look_at_holders(w, p);
        if (w->out)
            check_tell(w->out, &w->all, p, w->options);
    }
    if (w->out)
        fflush(w->out);
}

static void remove_record(struct check_watch *w, struct seen *s)
{
    checked_add_head(&w->all, s->path);
    checked_drop_path(&w->all, s->path);
    unlink(s->path);
    tdelete(s, &w->seen, order_of_paths);
    free_seen(s);
}

static void look_at(struct check_watch *w, char *path)
{
    static struct pawl_record_head head;
    struct check_counts counts;
    struct seen *s = seen_at(w, path);
    if (s->done || !check_raw_glance(path, &counts, &head))
        return;
    s->done = !counts.written;
    if (counts.findings > s->findings) {
        s->findings = counts.findings;
        read_findings(w, path, true);
    } else if (s->done && counts.findings == 0 && !w->options->output) {
        remove_record(w, s);
    }
}

void check_watch_look(void *arg)
{
    struct check_watch *w = arg;
    char **paths = run_records_find(w->folder);
    for (char **path = paths; path && *path; path++)
        look_at(w, *path);
    run_records_free(paths);
}

// ---- the end ------------------------------------------------------------------------------------

static bool has_findings(const struct checked *c)
{
    for (size_t i = 0; i < c->process_count; i++) {
        for (size_t j = 0; j < c->processes[i].finding_count; j++) {
            if (check_is_real(&c->processes[i].findings[j]))
                return true;
        }
    }
    return false;
}

// Of a process that never used a lock nothing is told.
bool check_watch_has_locks(const struct check_watch *w)
{
    for (size_t i = 0; i < w->all.process_count; i++) {
        if (w->all.processes[i].locks > 0)
            return true;
    }
    return false;
}

// One without findings is only counted.
static void read_last(struct check_watch *w, const char *path)
{
    static struct pawl_record_head head;
    struct check_counts counts;
    if (check_raw_glance(path, &counts, &head) && counts.findings == 0)
        checked_add_head(&w->all, path);
    else
        read_findings(w, path, false);
}

bool check_watch_end(struct check_watch *w, bool *found, char *why, size_t size)
{
    const char *json = w->options->json;
    char **paths = run_records_find(w->folder);
    for (char **path = paths; path && *path; path++)
        read_last(w, *path);
    run_records_free(paths);
    *found = has_findings(&w->all);
    if (w->out && (check_watch_has_locks(w) || *found))
        check_sum_up(w->out, &w->all, &w->rules, w->options);
    bool written = true;
    if (w->out)
        written = fflush(w->out) == 0 && !(w->options->report_to && ferror(w->out));
    if (!written)
        snprintf(why, size, "cannot write %s",
                 w->options->report_to ? text_file(w->options->report_to) : "the report");
    const char *wrong = json ? check_json(&w->all, json) : NULL;
    if (wrong)
        snprintf(why, size, "cannot write %s: %s", text_file(json), wrong);
    else if (w->wrong[0])
        snprintf(why, size, "%s", w->wrong);
    return written && !wrong && !w->wrong[0];
}
