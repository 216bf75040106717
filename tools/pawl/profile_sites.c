// profile_sites.c - call sites behind wrappers.
// SPDX-License-Identifier: MIT
#include "profile_sites.h"

#include "profile_names.h"
#include "profile_wrappers.h"
#include "xalloc.h"

#include <string.h>

// Equal texts of a profile are one.
bool profile_is_same_line(const struct profile_frame *a, const struct profile_frame *b)
{
    return a->function == b->function && a->module == b->module && a->file == b->file &&
           a->line == b->line && (a->file || a->offset == b->offset);
}

static bool is_same_address(const struct profile_frame *a, const struct profile_frame *b)
{
    return a->module == b->module && a->offset == b->offset;
}

// Did the stack come through a call site? That is its first frame, or one of pawl's own functions.
static bool came_through(const struct profile_stack *s, const struct profile_frame *site)
{
    bool found = s->depth > 0 && is_same_address(&s->frames[0], site);
    for (size_t i = s->depth; !found && i < s->depth + s->ours; i++)
        found = is_same_address(&s->frames[i], site);
    return found;
}

static struct profile_site *site_for(struct profile_lock *l, const struct profile_frame *caller,
                                     bool shared)
{
    for (size_t i = 0; i < l->site_count; i++) {
        if (l->sites[i].shared == shared && profile_is_same_line(&l->sites[i].caller, caller))
            return &l->sites[i];
    }
    l->sites = xrealloc(l->sites, (l->site_count + 1) * sizeof *l->sites);
    l->sites[l->site_count] = (struct profile_site){.caller = *caller, .shared = shared};
    return &l->sites[l->site_count++];
}

static uint64_t less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

// Moves what one stack has waited from a site to the first of its callers that is no wrapper.
static void move_waits(struct profile_lock *l, size_t site, const struct profile_stack *stack,
                       const struct profile_charge *c)
{
    const struct profile_frame *caller = profile_caller(stack->frames, stack->depth);
    if (profile_is_wrapper(caller))
        return;
    struct profile_use *to = &site_for(l, caller, l->sites[site].shared)->use;
    struct profile_use *from = &l->sites[site].use;
    to->contended += c->count;
    to->wait_ns += c->wait_ns;
    to->wait_max_ns = to->wait_max_ns > c->wait_max_ns ? to->wait_max_ns : c->wait_max_ns;
    from->contended = less(from->contended, c->count);
    from->wait_ns = less(from->wait_ns, c->wait_ns);
}

void profile_split_sites(struct profile_lock *l, const struct profile_process *process)
{
    size_t count = l->site_count; // of those there are now
    for (size_t i = 0; i < count; i++) {
        if (!profile_is_wrapper(&l->sites[i].caller))
            continue;
        for (size_t j = 0; j < l->waited_count; j++) {
            const struct profile_stack *stack = &process->stacks[l->waited[j].stack];
            if (stack->depth > 0 && came_through(stack, &l->sites[i].caller))
                move_waits(l, i, stack, &l->waited[j]);
        }
    }
}
