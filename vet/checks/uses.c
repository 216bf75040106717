// uses.c - follows the paths of all functions, and notes what they use with which locks held.
// SPDX-License-Identifier: MIT
#include "vet/checks/uses.h"

#include "vet/flow/inside.h"
#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

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

static void note(struct vet_uses *u, const struct vet_op *op, const struct vet_place *place,
                 const struct vet_path *path)
{
    size_t number = vet_map_find(&u->seen, op);
    struct vet_use_locks locks = vet_locks_on(path);
    if (number != SIZE_MAX) {
        struct vet_use *old = &u->list[number];
        if (place != old->place)
            old->place = op->place;
        vet_locks_merge(&old->locks, &locks);
        return;
    }
    vet_map_put(&u->seen, op, u->count);
    struct vet_use *use = new_use(u);
    use->function = path->function;
    use->op = op;
    use->place = place;
    use->locks = locks;
    if (op->kind == VET_OP_CALL)
        use->arguments = known_arguments(u->program, op, path);
}

void vet_uses_visit(void *arg, const struct vet_block *block, const struct vet_op *op,
                    const struct vet_path *path)
{
    struct vet_uses *u = arg;
    vet_note_gift(u, block, op, path);
    if (!op)
        return;
    if (op->kind == VET_OP_CALL) {
        note(u, op, NULL, path);
        return;
    }
    if ((op->kind != VET_OP_READ && op->kind != VET_OP_ASSIGN) || !op->place ||
        (op->place->kind == VET_PLACE_VARIABLE && op->place->variable->kind != VET_GLOBAL))
        return;
    const struct vet_place *place = vet_known_place(path, op->place);
    if (is_owned(u, place))
        note(u, op, place, path);
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

void vet_uses_begin(void *arg, const struct vet_function *f)
{
    struct vet_uses *u = arg;
    if (u->followed != f) {
        u->followed = f;
        u->count_before = u->count;
        u->gift_count_before = u->gift_count;
    }
    u->count = u->count_before;
    u->gift_count = u->gift_count_before;
    vet_map_free(&u->seen);
}

void vet_uses_end(void *arg, const struct vet_function *f, bool all_visited)
{
    struct vet_uses *u = arg;
    if (all_visited && !has_unclear_promise(f)) {
        vet_map_put(&u->noted, f, 1);
    } else {
        u->count = u->count_before;
        u->gift_count = u->gift_count_before;
    }
}

void vet_uses_open(struct vet_uses *u, struct vet_flow *f)
{
    memset(u, 0, sizeof *u);
    u->flow = f;
    u->program = vet_flow_program(f);
    find_owners(u);
}

void vet_uses_complete(struct vet_uses *u)
{
    for (size_t i = 0; i < u->program->function_count; i++) {
        const struct vet_function *f = u->program->functions[i];
        if (!f->is_defined || f->summary->is_primitive || vet_map_find(&u->noted, f) != SIZE_MAX)
            continue;
        vet_each_op_of(f, vet_plan_of(u->flow, f)->is_worth_it ? note_calls : note_plain, u);
    }
    vet_find_contexts(u);
}

void vet_uses_free(struct vet_uses *u)
{
    vet_map_free(&u->owners);
    vet_map_free(&u->numbers);
    vet_map_free(&u->seen);
    vet_map_free(&u->noted);
    free(u->list);
    free(u->gifts);
    free(u->context);
}
