// uses.c - follows the paths of all functions, and notes what they use with which locks held.
// SPDX-License-Identifier: MIT
#include "vet/checks/uses.h"

#include "vet/flow/inside.h"
#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

struct noting {
    struct vet_uses *uses;
    const struct vet_function *function;
    struct vet_map seen; // by operation: number of its use
};

// ---- whose data counts --------------------------------------------------------------------------

static void add_owner(struct vet_uses *u, const struct vet_type *record)
{
    if (record && vet_map_find(&u->owners, record) == SIZE_MAX)
        vet_map_put(&u->owners, record, 1);
}

static void note_lock(void *arg, const struct vet_function *f, const struct vet_block *b,
                      const struct vet_op *op)
{
    struct vet_uses *u = arg;
    struct vet_effect effects[VET_EFFECTS];
    (void)f;
    (void)b;
    if (op->kind != VET_OP_CALL)
        return;
    size_t count = vet_declared_effects(vet_flow_locks(u->flow), u->program, op, effects);
    for (size_t i = 0; i < count; i++) {
        const struct vet_place *lock = effects[i].lock;
        bool locks = effects[i].verb == VET_LOCKS || effects[i].verb == VET_TRIES;
        const struct vet_lock_class *c = locks && lock ? vet_class_of(u->flow, lock) : NULL;
        if (!c || !c->field)
            continue;
        const struct vet_place *owner = vet_owner_of_lock(lock, c);
        add_owner(u, owner ? owner->type : NULL);
        add_owner(u, c->field->record);
    }
}

static void find_owners(struct vet_uses *u)
{
    vet_each_op(u->program, note_lock, u);
    for (size_t i = 0; i < u->program->record_count; i++) {
        const struct vet_type *record = u->program->records[i];
        for (size_t k = 0; k < record->field_count; k++)
            if (record->fields[k]->guarded_by)
                add_owner(u, record);
    }
}

static bool is_owned(const struct vet_uses *u, const struct vet_place *place)
{
    while (place) {
        if (place->kind == VET_PLACE_FIELD &&
            vet_map_find(&u->owners, place->field->record) != SIZE_MAX)
            return true;
        if (place->kind == VET_PLACE_VARIABLE)
            return place->variable->kind == VET_GLOBAL && !place->variable->is_thread_local;
        if (place->kind == VET_PLACE_TARGET)
            place = place->value->kind == VET_VALUE_LOAD ? place->value->place : NULL;
        else
            place = place->base;
    }
    return false;
}

// ---- the locks of a path ------------------------------------------------------------------------

static struct vet_use_locks locks_on(const struct vet_path *path)
{
    struct vet_use_locks out = {.unsure = path->lock_count == VET_PATH_LOCKS};
    for (size_t i = 0; i < path->lock_count; i++) {
        const struct vet_lock_now *l = &path->locks[i];
        if (!l->held && !l->maybe) {
            if (l->place && out.free_count < VET_USE_LOCKS)
                out.free[out.free_count++] = l->place;
        } else if (l->held && !l->maybe && l->place && l->class) {
            vet_locks_hold(&out, (struct vet_use_lock){l->place, l->class, l->shared, l->since});
        } else if (l->class) {
            vet_locks_may(&out, l->class);
        } else {
            out.unsure = true;
        }
    }
    return out;
}

// ---- noting -------------------------------------------------------------------------------------

static struct vet_use *new_use(struct vet_uses *u)
{
    if (u->count == u->room) {
        u->room = u->room ? u->room * 2 : 1024;
        u->list = xrealloc(u->list, u->room * sizeof *u->list);
    }
    struct vet_use *use = &u->list[u->count++];
    memset(use, 0, sizeof *use);
    return use;
}

static const struct vet_value **known_arguments(struct vet_program *p, const struct vet_op *op,
                                                const struct vet_path *path)
{
    const struct vet_value **known =
        vet_allocate(p, (op->argument_count + 1) * sizeof(const struct vet_value *));
    for (size_t i = 0; i < op->argument_count; i++)
        known[i] = path ? vet_known_value(path, op->arguments[i]) : op->arguments[i];
    return known;
}

static void note(struct noting *n, const struct vet_op *op, const struct vet_place *place,
                 const struct vet_path *path)
{
    struct vet_uses *u = n->uses;
    size_t number = vet_map_find(&n->seen, op);
    struct vet_use_locks locks = locks_on(path);
    if (number != SIZE_MAX) {
        struct vet_use *old = &u->list[number];
        if (place != old->place)
            old->place = op->place;
        vet_locks_merge(&old->locks, &locks);
        return;
    }
    vet_map_put(&n->seen, op, u->count);
    struct vet_use *use = new_use(u);
    use->function = n->function;
    use->op = op;
    use->place = place;
    use->locks = locks;
    if (op->kind == VET_OP_CALL)
        use->arguments = known_arguments(u->program, op, path);
}

static void visit(void *arg, const struct vet_block *block, const struct vet_op *op,
                  const struct vet_path *path)
{
    struct noting *n = arg;
    (void)block;
    if (!op)
        return;
    if (op->kind == VET_OP_CALL) {
        note(n, op, NULL, path);
        return;
    }
    if ((op->kind != VET_OP_READ && op->kind != VET_OP_ASSIGN) || !op->place ||
        (op->place->kind == VET_PLACE_VARIABLE && op->place->variable->kind != VET_GLOBAL))
        return;
    const struct vet_place *place = vet_known_place(path, op->place);
    if (is_owned(n->uses, place))
        note(n, op, place, path);
}

// Of a function that cannot be followed it is only known that it calls others.
static void note_calls(void *arg, const struct vet_function *f, const struct vet_block *b,
                       const struct vet_op *op)
{
    struct vet_uses *u = arg;
    (void)b;
    if (op->kind != VET_OP_CALL)
        return;
    struct vet_use *use = new_use(u);
    use->function = f;
    use->op = op;
    use->arguments = known_arguments(u->program, op, NULL);
    use->locks.unsure = true;
}

// A function that has to do with no lock, and calls none that has: there is nothing to follow.
static void note_plain(void *arg, const struct vet_function *f, const struct vet_block *b,
                       const struct vet_op *op)
{
    struct vet_uses *u = arg;
    bool is_data = (op->kind == VET_OP_READ || op->kind == VET_OP_ASSIGN) && op->place &&
                   is_owned(u, op->place);
    (void)b;
    if (!is_data && op->kind != VET_OP_CALL)
        return;
    struct vet_use *use = new_use(u);
    use->function = f;
    use->op = op;
    use->place = is_data ? op->place : NULL;
    if (!is_data)
        use->arguments = known_arguments(u->program, op, NULL);
}

static bool has_unclear_promise(const struct vet_function *f)
{
    for (size_t i = 0; i < f->promise_count; i++)
        if (!f->promises[i].lock)
            return true;
    return false;
}

static void note_function(struct vet_uses *u, const struct vet_function *f)
{
    struct noting n = {.uses = u, .function = f};
    size_t before = u->count;
    if (!f->summary || f->summary->is_primitive)
        return;
    if (!vet_plan_of(u->flow, f)->is_worth_it) {
        vet_each_op_of(f, note_plain, u);
        return;
    }
    if (has_unclear_promise(f) || !vet_walk(u->flow, f, visit, &n)) {
        u->count = before;
        vet_each_op_of(f, note_calls, u);
    }
    vet_map_free(&n.seen);
}

void vet_uses_find(struct vet_uses *u, struct vet_flow *f)
{
    memset(u, 0, sizeof *u);
    u->flow = f;
    u->program = vet_flow_program(f);
    find_owners(u);
    for (size_t i = 0; i < u->program->function_count; i++)
        if (u->program->functions[i]->is_defined)
            note_function(u, u->program->functions[i]);
    vet_find_contexts(u);
}

void vet_uses_free(struct vet_uses *u)
{
    vet_map_free(&u->owners);
    vet_map_free(&u->numbers);
    free(u->list);
    free(u->context);
}
