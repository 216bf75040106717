// uses_contexts.c - with which locks functions are called, and which run when an object has no
// other users.
// SPDX-License-Identifier: MIT
#include "vet/checks/uses.h"

#include "vet/checks/words.h"
#include "vet/flow/inside.h"
#include "xalloc.h"

#include <stdlib.h>

enum { ROUNDS = 16 };

const struct vet_context *vet_context_of(const struct vet_uses *u, const struct vet_function *f)
{
    size_t number = vet_map_find(&u->numbers, f);
    return number == SIZE_MAX ? NULL : &u->context[number];
}

static struct vet_context *context_of(struct vet_uses *u, const struct vet_function *f)
{
    size_t number = f ? vet_map_find(&u->numbers, f) : SIZE_MAX;
    return number == SIZE_MAX ? NULL : &u->context[number];
}

// ---- the beginning and the end ------------------------------------------------------------------

static const char *const limits[] = {
    "init",     "initialise", "initialize", "new",      "create",  "alloc",      "construct",
    "ctor",     "setup",      "open",       "probe",    "attach",  "main",       "destroy",
    "free",     "fini",       "finish",     "cleanup",  "close",   "remove",     "detach",
    "destruct", "dtor",       "release",    "delete",   "dispose", "terminate",  "teardown",
    "uninit",   "deinit",     "exit",       "shutdown", "dump",    "debug",      "print",
    "show",     "unlocked",   "nolock",     "lockless", "locked",  "suspend",    "resume",
    "reset",    "register",   "unregister", "fork",     "atfork",  "disconnect", "unbind",
    "bind",     "module",     "load",       "unload",   "start",   "stop",       NULL};

// Before threads are started, and after their end, nobody else is there.
static void look_for_limits(void *arg, const struct vet_function *f, const struct vet_block *b,
                            const struct vet_op *op)
{
    struct vet_uses *u = arg;
    struct vet_effect e;
    (void)b;
    if (op->kind != VET_OP_CALL || !op->function)
        return;
    if (vet_effect_of(u->flow, op, VET_BEGINS, &e) || vet_effect_of(u->flow, op, VET_ENDS, &e) ||
        vet_effect_of(u->flow, op, VET_STARTS, &e) || vet_has_word(op->function->name, "join"))
        context_of(u, f)->is_alone = true;
}

// Do only those call f who are alone, or, if by_name, limited?
static bool is_limited_by_callers(struct vet_uses *u, const struct vet_function *f, bool by_name)
{
    const struct vet_call *calls;
    size_t count = vet_callers(u->flow, f, &calls);
    if (count == 0 || f->address_taken)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct vet_context *c = vet_context_of(u, calls[i].caller);
        if (calls[i].caller != f && (!c || !(by_name ? c->is_limited : c->is_alone)))
            return false;
    }
    return true;
}

static bool spread(struct vet_uses *u)
{
    bool changed = false;
    for (size_t i = 0; i < u->program->function_count; i++) {
        struct vet_context *c = &u->context[i];
        const struct vet_function *f = u->program->functions[i];
        if (!c->is_alone && is_limited_by_callers(u, f, false))
            c->is_alone = changed = true;
        if (!c->is_limited && (c->is_alone || is_limited_by_callers(u, f, true)))
            c->is_limited = changed = true;
    }
    return changed;
}

static void find_limits(struct vet_uses *u)
{
    struct vet_program *p = u->program;
    for (size_t i = 0; i < p->function_count; i++)
        u->context[i].is_limited = vet_has_any_word(p->functions[i]->name, limits);
    vet_each_op(p, look_for_limits, u);
    for (int round = 0; spread(u) && round < ROUNDS; round++)
        ;
}

// ---- with which locks ---------------------------------------------------------------------------

// A lock of the caller's as the callee sees it; NULL: it does not.
static const struct vet_place *within(struct vet_program *p, const struct vet_place *lock,
                                      const struct vet_place *whole, const struct vet_place *seen)
{
    if (lock == whole)
        return seen;
    if (lock->kind == VET_PLACE_FIELD)
        return vet_field_place(p, within(p, lock->base, whole, seen), lock->field);
    return vet_element(p, within(p, lock->base, whole, seen), lock->value, lock->type);
}

static const struct vet_place *seen_by_callee(struct vet_uses *u, const struct vet_use *call,
                                              const struct vet_place *lock)
{
    struct vet_program *p = u->program;
    const struct vet_function *f = call->op->function;
    const struct vet_variable *root = vet_root(lock);
    if (root && root->kind == VET_GLOBAL)
        return lock;
    for (size_t i = 0; i < f->parameter_count && i < call->op->argument_count; i++) {
        const struct vet_value *v = call->arguments[i];
        const struct vet_place *shadow =
            f->summary && f->summary->plan ? f->summary->plan->shadow[i] : NULL;
        const struct vet_value *parameter =
            vet_load(p, shadow ? shadow : vet_variable_place(p, f->parameters[i]));
        if (v->kind == VET_VALUE_ADDRESS && vet_is_within(lock, v->place))
            return within(p, lock, v->place, vet_target(p, parameter, v->place->type));
        if (v->kind == VET_VALUE_CONSTANT || !vet_place_contains(lock, v))
            continue;
        return vet_replace_in_place(p, lock, v, parameter);
    }
    return NULL;
}

static struct vet_use_locks locks_of_callee(struct vet_uses *u, const struct vet_use *call)
{
    struct vet_use_locks all = vet_locks_at(u, call), out = {.unsure = all.unsure};
    for (size_t i = 0; i < all.held_count; i++) {
        struct vet_use_lock l = all.held[i];
        l.lock = seen_by_callee(u, call, l.lock);
        l.since = NULL;
        if (l.lock)
            vet_locks_hold(&out, l);
        else
            vet_locks_may(&out, l.class);
    }
    for (size_t i = 0; i < all.may_count; i++)
        vet_locks_may(&out, all.may[i]);
    return out;
}

static bool add_call(struct vet_uses *u, const struct vet_use *call)
{
    struct vet_context *from = context_of(u, call->function);
    struct vet_context *to = context_of(u, call->op->function);
    if (!from || !from->is_set || !to || !call->op->function->is_defined || to == from)
        return false;
    struct vet_use_locks locks = locks_of_callee(u, call);
    if (to->is_set)
        return vet_locks_merge(&to->locks, &locks);
    to->is_set = true;
    to->locks = locks;
    return true;
}

// A function that is handed to another may be called by it, with what is held then.
static void note_handed(struct vet_uses *u, const struct vet_use *call, bool *is_started)
{
    struct vet_effect e;
    bool starts = vet_effect_of(u->flow, call->op, VET_STARTS, &e);
    for (size_t i = 0; i < call->op->argument_count; i++) {
        const struct vet_value *v = call->arguments[i];
        struct vet_context *c = v->kind == VET_VALUE_FUNCTION ? context_of(u, v->function) : NULL;
        if (!c)
            continue;
        if (starts)
            is_started[c - u->context] = true;
        for (size_t k = 0; !starts && k < call->locks.held_count; k++)
            vet_locks_may(&c->locks, call->locks.held[k].class);
    }
}

// Which function a pointer leads to is not known, but with how many arguments it is called.
static void note_through_pointer(const struct vet_use *call, struct vet_use_locks *may_be)
{
    size_t n = call->op->argument_count;
    for (size_t i = 0; !call->op->function && n <= VET_ARGUMENTS && i < call->locks.held_count; i++)
        vet_locks_may(&may_be[n], call->locks.held[i].class);
}

static void add_callback(struct vet_context *c, const struct vet_function *f,
                         const struct vet_use_locks *may_be)
{
    size_t n = f->parameter_count;
    c->locks.unsure = true;
    for (size_t i = 0; n <= VET_ARGUMENTS && i < may_be[n].may_count; i++)
        vet_locks_may(&c->locks, may_be[n].may[i]);
}

// Those whom nobody is seen to call begin with nothing; of those who may be called from anywhere
// nothing is known.
static void find_roots(struct vet_uses *u)
{
    struct vet_program *p = u->program;
    bool *is_started = xcalloc(p->function_count + 1, sizeof *is_started);
    struct vet_use_locks may_be[VET_ARGUMENTS + 1] = {0};
    for (size_t i = 0; i < u->count; i++) {
        if (u->list[i].op->kind != VET_OP_CALL)
            continue;
        note_handed(u, &u->list[i], is_started);
        note_through_pointer(&u->list[i], may_be);
    }
    for (size_t i = 0; i < p->function_count; i++) {
        const struct vet_call *calls;
        const struct vet_function *f = p->functions[i];
        struct vet_context *c = &u->context[i];
        bool is_callback = f->address_taken && !is_started[i];
        c->is_set = is_callback || is_started[i] || vet_callers(u->flow, f, &calls) == 0;
        if (is_callback)
            add_callback(c, f, may_be);
    }
    free(is_started);
}

void vet_find_contexts(struct vet_uses *u)
{
    struct vet_program *p = u->program;
    u->context = xcalloc(p->function_count + 1, sizeof *u->context);
    for (size_t i = 0; i < p->function_count; i++)
        vet_map_put(&u->numbers, p->functions[i], i);
    find_limits(u);
    find_roots(u);
    bool again = true;
    for (int round = 0; again && round < ROUNDS; round++) {
        again = false;
        for (size_t i = 0; i < u->count; i++)
            if (u->list[i].op->kind == VET_OP_CALL && u->list[i].op->function &&
                add_call(u, &u->list[i]))
                again = true;
    }
}
