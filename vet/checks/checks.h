// checks.h - the checks: each is one file of this folder.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_CHECKS_H
#define PAWL_VET_CHECKS_H

#include "vet/flow/flow.h"
#include "vet/report/findings.h"

struct vet_check {
    const char *name;  // "copylock"; findings say [pawl-copylock]
    const char *brief; // one line for pawl vet --list
    void (*run)(struct vet_flow *f, struct vet_findings *out);
    const struct vet_watch *watch; // of the paths that it looks at, or NULL
};

extern const struct vet_check vet_check_copylock, vet_check_pairs, vet_check_reentry,
    vet_check_order, vet_check_leak, vet_check_guarded, vet_check_trylock, vet_check_condloop,
    vet_check_empty, vet_check_defer, vet_check_waitgroup, vet_check_thread_safety;

// All of them, in the order above; NULL at the end.
extern const struct vet_check *const vet_checks[];

// vet_each_op calls visit for every operation of every function, in the order of the source.
typedef void vet_visit_op(void *arg, const struct vet_function *f, const struct vet_block *b,
                          const struct vet_op *op);
void vet_each_op(const struct vet_program *p, vet_visit_op *visit, void *arg);
void vet_each_op_of(const struct vet_function *f, vet_visit_op *visit, void *arg);

// vet_effect_of returns whether a call is declared to do this to a lock; the first such effect.
bool vet_effect_of(struct vet_flow *f, const struct vet_op *op, enum vet_verb verb,
                   struct vet_effect *out);

#endif
