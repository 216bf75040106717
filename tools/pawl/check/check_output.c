// check_output.c - everything that a user can have made of findings.
// SPDX-License-Identifier: MIT
#include "check/check_output.h"

#include "check/check_json.h"
#include "check/check_print.h"
#include "report_file.h"
#include "text.h"

#include <string.h>

bool check_is_real(const struct checked_finding *f)
{
    return !(f->flags & PAWL_FINDING_HIDDEN) && !f->suppressed;
}

bool check_rules_of(struct check_rules *rules, const struct run_options *o, char *why, size_t size)
{
    for (size_t i = 0; i < o->suppress_count; i++) {
        if (!check_rules_read(rules, o->suppress[i], why, size))
            return false;
    }
    return true;
}

void check_tell(FILE *out, struct checked *c, struct checked_process *p,
                const struct run_options *o)
{
    const struct check_printer to = {out, &c->names, p, o->wide};
    for (size_t i = 0; i < p->finding_count; i++) {
        struct checked_finding *f = &p->findings[i];
        if (f->told)
            continue;
        f->told = true;
        if (!check_is_real(f) && !o->all_findings)
            continue;
        fputc('\n', out);
        check_print(&to, f);
    }
}

// ---- all at once --------------------------------------------------------------------------------

struct printing {
    struct checked *all;
    const struct check_rules *rules;
    const struct run_options *options;
};

static bool print(FILE *out, const void *arg)
{
    const struct printing *what = arg;
    for (size_t i = 0; i < what->all->process_count; i++)
        check_tell(out, what->all, &what->all->processes[i], what->options);
    check_sum_up(out, what->all, what->rules, what->options);
    return !ferror(out);
}

static bool is_ok(const char *path, const char *wrong, char *why, size_t size)
{
    if (wrong)
        snprintf(why, size, "cannot write %s: %s", text_file(path), wrong);
    return !wrong;
}

bool check_output(struct checked *c, struct check_rules *rules, const struct run_options *o,
                  FILE *out, char *why, size_t size)
{
    const struct printing what = {c, rules, o};
    for (size_t i = 0; i < c->process_count; i++)
        check_rules_apply(rules, &c->processes[i]);
    if (o->json && !is_ok(o->json, check_json(c, o->json), why, size))
        return false;
    bool taken = o->json && strcmp(o->json, "-") == 0 && out == stdout;
    if (o->quiet || (taken && !o->report_to))
        return true;
    if (o->report_to)
        return is_ok(o->report_to, report_file_write(o->report_to, print, &what), why, size);
    print(out, &what);
    return true;
}
