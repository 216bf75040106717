// reentry.c - a call, made with a lock held, of what takes the same lock itself.
// SPDX-License-Identifier: MIT
#include "vet/checks/checks.h"
#include "vet/flow/inside.h"

enum { CHAIN = VET_NOTES - 2 }; // calls that are shown

static bool is_harmless(struct vet_flow *f, const struct vet_event *e)
{
    const struct vet_taken *t = &e->taking->taken;
    return t->tried || t->reentrant || (t->shared && e->lock.shared) || !e->lock.since ||
           vet_may_be_reentrant(f, e->lock.class);
}

static void tell(struct vet_flow *f, struct vet_findings *out, const struct vet_function *function,
                 const struct vet_event *e)
{
    const struct vet_place *place = e->lock.written ? e->lock.written : e->lock.place;
    struct vet_finding *finding = vet_found(
        out, "reentry", e->op->location, function, "'%s' takes '%s', which is locked here already",
        e->op->function->name, vet_place_name(vet_flow_program(f), place));
    vet_add_note(finding, e->lock.since->location, "locked here");
    const struct vet_taking *t = e->taking;
    for (int i = 0; t->from && i < CHAIN; i++, t = t->from)
        vet_add_note(finding, t->taken.call->location, "which calls '%s' here",
                     t->taken.call->function->name);
    vet_add_note(finding, e->taking->taken.where->location, "taken here");
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    const struct vet_program *p = vet_flow_program(f);
    for (size_t i = 0; i < p->function_count; i++) {
        const struct vet_summary *s = p->functions[i]->summary;
        for (size_t k = 0; s && k < s->event_count; k++)
            if (s->events[k].kind == VET_CALLED_HOLDING && !is_harmless(f, &s->events[k]))
                tell(f, out, p->functions[i], &s->events[k]);
    }
}

const struct vet_check vet_check_reentry = {
    .name = "reentry",
    .brief = "a call that takes a lock which its caller holds",
    .run = run,
};
