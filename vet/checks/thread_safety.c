// thread_safety.c - what clang's -Wthread-safety says and the other checks do not.
// SPDX-License-Identifier: MIT
//
// In C it loses sight of locks that are members (it does not tell objects apart), of locks by
// another name and of the cleanup attribute. What is left is what it says of global locks.
#include "vet/checks/checks.h"
#include "vet/flow/inside.h"

#include <string.h>

// ---- what can be trusted ------------------------------------------------------------------------

// The name between the n-th pair of quotes is that of a variable alone.
static bool is_plain(const char *text, int n)
{
    for (int i = 0; i < n && text; i++) {
        text = strchr(text, '\'');
        if (text && i + 1 < n) {
            text = strchr(text + 1, '\'');
            text = text ? text + 1 : NULL;
        }
    }
    if (!text)
        return false;
    const char *end = strchr(text + 1, '\'');
    return end && !memchr(text, '>', (size_t)(end - text)) &&
           !memchr(text, '.', (size_t)(end - text)) && !memchr(text, ':', (size_t)(end - text));
}

static bool has_cleanup(const struct vet_function *f)
{
    for (size_t i = 0; i < f->block_count; i++)
        for (size_t j = 0; j < f->blocks[i]->op_count; j++)
            if (f->blocks[i]->ops[j].is_cleanup)
                return true;
    return false;
}

static bool is_call(const struct vet_remark *r)
{
    return strncmp(r->text, "calling function", 16) == 0;
}

static bool is_trusted(const struct vet_remark *r)
{
    const char *text = r->text;
    if (strstr(text, "must be acquired before") || strstr(text, "must be acquired after"))
        return is_plain(text, 1) && is_plain(text, 2);
    if (is_call(r))
        return true; // looked into below
    if (strncmp(text, "cannot call function", 20) != 0)
        return false; // pairs and guarded know better
    return is_plain(text, 1) && is_plain(text, 2) && !(r->function && has_cleanup(r->function));
}

// ---- what is known already ----------------------------------------------------------------------

static bool is_said(const struct vet_findings *out, const struct vet_remark *r)
{
    for (size_t i = 0; i < out->count; i++) {
        const struct vet_finding *f = &out->list[i];
        if (f->location.line == r->location.line && f->location.file && r->location.file &&
            strcmp(f->location.file, r->location.file) == 0 && strcmp(f->check, "copylock") != 0)
            return true;
    }
    return false;
}

struct calling {
    struct vet_location location;
    bool is_seen, is_held; // the lock that a call there needs: perhaps
};

static bool may_hold(const struct vet_path *path, const struct vet_place *lock)
{
    const struct vet_lock_class *class = vet_class_of(path->flow, lock);
    lock = vet_known_place(path, lock);
    for (size_t i = 0; i < path->lock_count; i++) {
        const struct vet_lock_now *l = &path->locks[i];
        bool is_guess = l->by_caller && !l->declared;
        bool may_be = l->place == lock || (l->class == class && (l->maybe || !l->place || !class));
        if ((l->held || l->maybe) && !is_guess && may_be)
            return true;
    }
    return false;
}

static void look_at_call(void *arg, const struct vet_block *b, const struct vet_op *op,
                         const struct vet_path *path)
{
    struct calling *c = arg;
    (void)b;
    if (!op || op->kind != VET_OP_CALL || !op->function || op->location.line != c->location.line)
        return;
    for (size_t i = 0; i < op->function->promise_count; i++) {
        const struct vet_promise *promise = &op->function->promises[i];
        if (promise->kind != VET_REQUIRES)
            continue;
        const struct vet_place *lock =
            promise->lock ? vet_seen_by_caller(path->program, op, op->function, promise->lock)
                          : NULL;
        c->is_seen = true;
        c->is_held = c->is_held || !lock || may_hold(path, lock);
    }
}

// By what is known of the paths there, the lock is held; or its callers may hold it.
static bool is_refuted(struct vet_flow *f, const struct vet_remark *r)
{
    struct calling c = {.location = r->location};
    const struct vet_call *calls;
    if (!is_call(r))
        return false;
    if (!r->function || !r->function->is_defined ||
        (r->function->is_static && vet_callers(f, r->function, &calls) > 0))
        return !is_plain(r->text, 2);
    bool is_known = vet_walk(f, r->function, look_at_call, &c);
    return !is_known || !c.is_seen || c.is_held;
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    const struct vet_program *p = vet_flow_program(f);
    for (size_t i = 0; i < p->remark_count; i++) {
        const struct vet_remark *r = &p->remarks[i];
        if (is_trusted(r) && !is_said(out, r) && !is_refuted(f, r))
            vet_found(out, "thread-safety", r->location, r->function, "%s", r->text);
    }
}

const struct vet_check vet_check_thread_safety = {
    "thread-safety", "what clang's own analysis of annotated locks says", run, NULL};
