// waitgroup.c - a wait group that a thread is added to by itself, when the wait may be over.
// SPDX-License-Identifier: MIT
#include "vet/checks/checks.h"

struct starting {
    struct vet_flow *flow;
    struct vet_findings *out;
    const struct vet_function *starter;
    const struct vet_op *start;
    struct vet_effect effect; // of start
};

// ---- who waits ----------------------------------------------------------------------------------

struct waits {
    struct vet_flow *flow;
    const struct vet_place *group; // as the starter sees it
    const struct vet_op *wait;
    bool is_counted; // what is started, by who starts it: it may add for others then
};

static void look_for_wait(void *arg, const struct vet_block *b, const struct vet_op *op,
                          const struct vet_path *path)
{
    (void)b;
    struct waits *w = arg;
    struct vet_effect e;
    if (!op)
        return;
    if (vet_effect_of(w->flow, op, VET_WAITS_FOR_ALL, &e) && e.lock &&
        vet_path_place(path, e.lock) == vet_path_place(path, w->group))
        w->wait = op;
    else if (vet_effect_of(w->flow, op, VET_ADDS, &e) && e.lock &&
             vet_path_place(path, e.lock) == vet_path_place(path, w->group))
        w->is_counted = true;
}

// ---- who adds -----------------------------------------------------------------------------------

static void look_for_add(void *arg, const struct vet_block *b, const struct vet_op *op,
                         const struct vet_path *path)
{
    (void)b;
    const struct starting *s = arg;
    struct vet_effect e;
    if (!op || !vet_effect_of(s->flow, op, VET_ADDS, &e) || !e.lock ||
        (e.argument && e.argument->kind == VET_VALUE_CONSTANT && e.argument->constant <= 0))
        return;
    struct vet_program *p = vet_flow_program(s->flow);
    const struct vet_value *given[] = {s->effect.argument};
    struct vet_op call = {
        .kind = VET_OP_CALL, .arguments = given, .argument_count = given[0] != NULL};
    struct waits w = {.flow = s->flow};
    w.group = vet_seen_by_caller(p, &call, s->effect.starts, vet_path_place(path, e.lock));
    if (w.group)
        vet_walk(s->flow, s->starter, look_for_wait, &w);
    if (!w.wait || w.is_counted)
        return;
    struct vet_finding *finding =
        vet_found(s->out, "waitgroup", op->location, s->effect.starts,
                  "'%s' is added to in what was started; the wait for it may be over by then",
                  vet_place_name(p, e.lock));
    vet_add_note(finding, s->start->location, "started here: add before this");
    vet_add_note(finding, w.wait->location, "waited for here");
}

static void look_at(void *arg, const struct vet_function *f, const struct vet_block *b,
                    const struct vet_op *op)
{
    (void)b;
    struct starting *s = arg;
    s->starter = f;
    s->start = op;
    if (vet_effect_of(s->flow, op, VET_STARTS, &s->effect) && s->effect.starts &&
        s->effect.starts->is_defined)
        vet_walk(s->flow, s->effect.starts, look_for_add, s);
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    struct starting s = {.flow = f, .out = out};
    vet_each_op(vet_flow_program(f), look_at, &s);
}

const struct vet_check vet_check_waitgroup = {
    "waitgroup", "a wait group is added to by the thread that it counts", run, NULL};
