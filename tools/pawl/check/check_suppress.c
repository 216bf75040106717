// check_suppress.c - which findings a suppression file is about.
// SPDX-License-Identifier: MIT
#include "check/check_suppress.h"

#include "report_frame.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static bool matches(const char *pattern, const char *text)
{
    return text && fnmatch(pattern, text, 0) == 0;
}

// A pattern without a slash is about the last part of a path.
static bool matches_path(const char *pattern, const char *path)
{
    if (!path)
        return false;
    return matches(pattern, strchr(pattern, '/') ? path : report_file_name(path));
}

// ---- stacks -------------------------------------------------------------------------------------

typedef bool frame_test(const struct profile_frame *f, const char *pattern);

static bool in_function(const struct profile_frame *f, const char *pattern)
{
    return matches(pattern, f->function);
}

// A source file, or the program or library, if that has no source files.
static bool in_file(const struct profile_frame *f, const char *pattern)
{
    return matches_path(pattern, f->file) || matches_path(pattern, f->module);
}

static bool in_stack(const struct profile_stack *s, const char *pattern, frame_test *test)
{
    for (size_t i = 0; i < s->depth; i++) {
        if (test(&s->frames[i], pattern))
            return true;
    }
    return false;
}

static bool in_finding(const struct checked_finding *f, const char *pattern, frame_test *test)
{
    for (size_t i = 0; i < f->step_count; i++) {
        if (in_stack(&f->steps[i].held_stack, pattern, test) ||
            in_stack(&f->steps[i].stack, pattern, test))
            return true;
    }
    return false;
}

static bool in_all(const struct checked_finding *f, char *const *patterns, frame_test *test)
{
    for (size_t i = 0; i < RULE_FUNCTIONS && patterns[i]; i++) {
        if (!in_finding(f, patterns[i], test))
            return false;
    }
    return true;
}

// ---- rules --------------------------------------------------------------------------------------

static bool has_lock(const struct checked_finding *f, const char *pattern)
{
    for (size_t i = 0; i < f->step_count; i++) {
        if (matches(pattern, f->steps[i].held.name) || matches(pattern, f->steps[i].wanted.name))
            return true;
    }
    return false;
}

static bool has_locks(const struct checked_finding *f, char *const *patterns)
{
    for (size_t i = 0; i < RULE_FUNCTIONS && patterns[i]; i++) {
        if (!has_lock(f, patterns[i]))
            return false;
    }
    return true;
}

static bool is_about(const struct check_rule *r, const struct checked_process *p,
                     const struct checked_finding *f)
{
    return (r->kind == PAWL_FOUND_NOTHING || r->kind == f->kind) &&
           (!r->program || matches_path(r->program, p->about.program)) &&
           in_all(f, r->functions, in_function) && in_all(f, r->files, in_file) &&
           has_locks(f, r->locks);
}

void check_rules_apply(struct check_rules *all, struct checked_process *p)
{
    for (size_t i = 0; i < p->finding_count; i++) {
        struct checked_finding *f = &p->findings[i];
        for (size_t j = 0; !f->suppressed && j < all->count; j++) {
            struct check_rule *r = &all->rules[j];
            if (!is_about(r, p, f))
                continue;
            r->used = true;
            f->suppressed = r->reason;
        }
    }
}

static void free_patterns(char **patterns)
{
    for (size_t i = 0; i < RULE_FUNCTIONS; i++)
        free(patterns[i]);
}

void check_rules_free(struct check_rules *all)
{
    for (size_t i = 0; i < all->count; i++) {
        struct check_rule *r = &all->rules[i];
        free_patterns(r->functions);
        free_patterns(r->files);
        free_patterns(r->locks);
        free(r->program);
        free(r->reason);
    }
    free(all->rules);
    *all = (struct check_rules){0};
}
