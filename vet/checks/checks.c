// checks.c - all checks, in the order in which they are listed.
// SPDX-License-Identifier: MIT
#include "vet/checks/checks.h"

const struct vet_check *const vet_checks[] = {
    &vet_check_copylock,
    &vet_check_pairs,
    &vet_check_reentry,
    &vet_check_order,
    &vet_check_leak,
    &vet_check_guarded,
    &vet_check_trylock,
    &vet_check_condloop,
    &vet_check_empty,
    &vet_check_defer,
    &vet_check_waitgroup,
    &vet_check_thread_safety,
    NULL,
};

void vet_each_op_of(const struct vet_function *f, vet_visit_op *visit, void *arg)
{
    for (size_t i = 0; i < f->block_count; i++) {
        for (size_t j = 0; j < f->blocks[i]->op_count; j++)
            visit(arg, f, f->blocks[i], &f->blocks[i]->ops[j]);
    }
}

void vet_each_op(const struct vet_program *p, vet_visit_op *visit, void *arg)
{
    for (size_t i = 0; i < p->function_count; i++) {
        if (p->functions[i]->is_defined)
            vet_each_op_of(p->functions[i], visit, arg);
    }
}

bool vet_effect_of(struct vet_flow *f, const struct vet_op *op, enum vet_verb verb,
                   struct vet_effect *out)
{
    struct vet_effect all[VET_EFFECTS];
    if (op->kind != VET_OP_CALL)
        return false;
    size_t count = vet_declared_effects(vet_flow_locks(f), vet_flow_program(f), op, all);
    for (size_t i = 0; i < count; i++) {
        if (all[i].verb == verb) {
            *out = all[i];
            return true;
        }
    }
    return false;
}
