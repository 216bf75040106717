// profile_looks.c - entries of a record that a reader could not tell apart.
// SPDX-License-Identifier: MIT
#include "profile_looks.h"

#include "profile_names.h"
#include "profile_sites.h"
#include "profile_wrappers.h"
#include "xalloc.h"

#include <stdlib.h>

// Those whose stacks look the same get the same one.
static void join_births(struct pawl_record *r, struct stacks *stacks)
{
    uint32_t *first = xcalloc(PAWL_RECORD_STACKS, sizeof *first);
    for (size_t i = 0; i < PAWL_RECORD_LOCKS; i++) {
        struct pawl_record_lock *l = &r->locks[i];
        size_t looks = l->ready && !l->place ? stacks_index(stacks, l->born) : 0;
        if (looks > 0 && first[looks] == 0)
            first[looks] = l->born;
        if (looks > 0)
            l->born = first[looks];
    }
    free(first);
}

struct look {
    const struct profile_frame *caller;
    pawl_record_place place;
};

// Returns the first place that looks like this one, which may be itself.
static pawl_record_place first_like(struct look *looks, size_t *count, struct look one)
{
    for (size_t i = 0; i < *count; i++) {
        if (profile_is_same_line(looks[i].caller, one.caller))
            return looks[i].place;
    }
    looks[(*count)++] = one;
    return one.place;
}

// Wrappers are told apart by their addresses until their callers are known.
static void join_callers(struct pawl_record *r, struct places *places)
{
    struct look *looks = xcalloc(PAWL_RECORD_SITES, sizeof *looks);
    size_t count = 0;
    for (size_t i = 0; i < PAWL_RECORD_SITES; i++) {
        struct pawl_record_site *s = &r->sites[i];
        const struct place_frames *at = s->ready ? places_call(places, s->caller) : NULL;
        const struct profile_frame *caller = at ? profile_caller(at->frames, at->count) : NULL;
        if (caller && !profile_is_wrapper(caller))
            s->caller = first_like(looks, &count, (struct look){caller, s->caller});
    }
    free(looks);
}

void merge_look_alikes(struct pawl_record *r, struct places *places, struct stacks *stacks)
{
    join_births(r, stacks);
    join_callers(r, places);
    record_merge(r);
}
