// trylock.c - a try whose result nobody looks at, or that is made until it succeeds.
// SPDX-License-Identifier: MIT
#include "vet/checks/checks.h"

#include <string.h>

struct trying {
    struct vet_flow *flow;
    struct vet_findings *out;
};

enum { FEW = 8 }; // blocks of a loop that does nothing else

// What gives others some time, and does nothing else.
static bool is_pause(const struct vet_op *op)
{
    static const char *const names[] = {"sched_yield",     "pthread_yield", "thrd_yield",
                                        "sleep",           "usleep",        "nanosleep",
                                        "clock_nanosleep", "thrd_sleep",    "__builtin_ia32_pause"};
    for (size_t i = 0; op->kind == VET_OP_CALL && op->function && i < sizeof names / sizeof *names;
         i++)
        if (strcmp(op->function->name, names[i]) == 0)
            return true;
    return false;
}

// Does this block, but for the call itself, do nothing that could change anything?
static bool is_idle(const struct vet_block *b, const struct vet_op *call)
{
    for (size_t i = 0; i < b->op_count; i++) {
        const struct vet_op *op = &b->ops[i];
        if (op != call && op->kind != VET_OP_READ && op->kind != VET_OP_ADDRESS && !is_pause(op))
            return false;
    }
    return true;
}

// Leads the way from here back to the block, past nothing else?
static bool comes_back(const struct vet_block *from, const struct vet_block *to)
{
    for (int i = 0; i < FEW; i++) {
        if (from == to)
            return true;
        if (from->end != VET_END_GOTO || !is_idle(from, NULL))
            return false;
        from = from->next[0];
    }
    return false;
}

// The call is the condition of a loop that ends when it succeeds. What spins is made to spin.
static bool is_retried(const struct vet_block *b, const struct vet_op *op)
{
    if (b->end != VET_END_BRANCH || b->value != op->result || !is_idle(b, op) ||
        strstr(op->function->name, "spin"))
        return false;
    return comes_back(b->next[0], b) || comes_back(b->next[1], b);
}

static void look_at(void *arg, const struct vet_function *f, const struct vet_block *b,
                    const struct vet_op *op)
{
    const struct trying *t = arg;
    struct vet_effect e;
    if (!vet_effect_of(t->flow, op, VET_TRIES, &e))
        return;
    const char *lock = e.lock ? vet_place_name(vet_flow_program(t->flow), e.lock) : "the lock";
    if (op->result_unused)
        vet_found(t->out, "trylock", op->location, f,
                  "the result of %s is ignored: nobody knows whether '%s' is locked",
                  op->function->name, lock);
    else if (!e.timed && is_retried(b, op))
        vet_found(t->out, "trylock", op->location, f,
                  "'%s' is tried until it is free: lock it, and sleep until then", lock);
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    struct trying t = {f, out};
    vet_each_op(vet_flow_program(f), look_at, &t);
}

const struct vet_check vet_check_trylock = {
    "trylock", "the result of a trylock is ignored, or it is tried in a loop", run, NULL};
