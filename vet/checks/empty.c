// empty.c - a lock that is unlocked as soon as it is locked.
// SPDX-License-Identifier: MIT
//
// Most often the unlock was to come at the end of the function. Some mean it: to wait until others
// have left. They say so beside it, and such a comment is enough.
#include "vet/checks/checks.h"

#include "vet/report/source.h"

#include <string.h>

struct emptiness {
    struct vet_flow *flow;
    struct vet_findings *out;
    struct source_files files;
};

static bool is_remark(const char *line)
{
    return strstr(line, "/*") || strstr(line, "*/");
}

// A comment in front of the block that begins just before: if (c) {, or the head of a function.
static bool is_remark_above(struct emptiness *s, const struct vet_location *from)
{
    bool is_first = true;
    for (unsigned n = from->line - 1; n > 0 && n + 4 > from->line; n--, is_first = false) {
        const char *line = source_line(&s->files, from->file, n);
        if (!line || (is_first && !strchr(line, '{')))
            return false;
        if (is_remark(line))
            return true;
    }
    return false;
}

// A comment near it, or code that is left out by the preprocessor.
static bool is_explained(struct emptiness *s, const struct vet_op *lock,
                         const struct vet_op *unlock)
{
    const struct vet_location *from = &lock->location, *to = &unlock->location;
    if (!from->file || from->file != to->file || to->line < from->line ||
        to->line > from->line + 20)
        return true;
    for (unsigned n = from->line > 1 ? from->line - 1 : 1; n <= to->line; n++) {
        const char *line = source_line(&s->files, from->file, n);
        if (!line || strstr(line, "//") || is_remark(line) || line[strspn(line, " \t")] == '#')
            return true;
    }
    return is_remark_above(s, from);
}

// The lock is what the call is given: a function that also unlocks some other does more than that.
static bool is_given(const struct vet_op *op, const struct vet_place *lock)
{
    const struct vet_place *root = lock;
    while (root->base)
        root = root->base;
    for (size_t i = 0; i < op->argument_count; i++) {
        const struct vet_value *v = op->arguments[i];
        if (v->kind == VET_VALUE_ADDRESS ? vet_is_within(lock, v->place) : v == root->value)
            return true;
    }
    return op->argument_count == 0;
}

static void look_at(void *arg, const struct vet_function *f, const struct vet_block *b,
                    const struct vet_op *op)
{
    struct emptiness *s = arg;
    struct vet_effect e, end;
    if (!vet_effect_of(s->flow, op, VET_LOCKS, &e) || !e.lock || op->is_cleanup)
        return;
    const struct vet_op *next = op + 1, *last = b->ops + b->op_count;
    while (next < last && (next->kind == VET_OP_ADDRESS || next->kind == VET_OP_READ))
        next++;
    if (next == last || !vet_effect_of(s->flow, next, VET_UNLOCKS, &end) || end.lock != e.lock ||
        next->is_cleanup || !is_given(op, e.lock) || !is_given(next, e.lock) ||
        is_explained(s, op, next))
        return;
    struct vet_finding *finding =
        vet_found(s->out, "empty", op->location, f,
                  "empty critical section: '%s' is unlocked as soon as it is locked",
                  vet_place_name(vet_flow_program(s->flow), e.lock));
    vet_add_note(finding, next->location, "unlocked here: was it meant for the end of the scope?");
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    struct emptiness s = {f, out, {NULL}};
    vet_each_op(vet_flow_program(f), look_at, &s);
    source_files_free(&s.files);
}

const struct vet_check vet_check_empty = {"empty", "a lock is unlocked as soon as it is locked",
                                          run, NULL};
