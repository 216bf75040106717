// profile_read.c - from a record file to a process of the profile.
// SPDX-License-Identifier: MIT
#include "profile_build.h"
#include "profile_looks.h"
#include "profile_names.h"
#include "profile_places.h"
#include "profile_process.h"
#include "profile_record.h"
#include "profile_sites.h"
#include "profile_stacks.h"
#include "profile_strings.h"
#include "text.h"
#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    struct profile *profile;
    struct profile_process *process;
    struct pawl_record *record;
    struct places *places;
    struct stacks *stacks;
    size_t lock_of[PAWL_RECORD_LOCKS]; // 1 + index into the process' locks; 0: none
};

// ---- counts -------------------------------------------------------------------------------------

// The record's buckets are 8 times as wide as a histogram's: each is spread over those that it
// covers, so that a quantile is taken from inside of it and not from its edge.
static void spread(struct histogram *h, int bucket, uint64_t count, uint64_t longest)
{
    int first;
    int last;
    if (bucket < 4) {
        first = last = histogram_bucket(bucket);
    } else {
        int shift = bucket / 4 - 1;
        int64_t low = (int64_t)(4 + bucket % 4) << shift;
        first = histogram_bucket(low);
        last = histogram_bucket(low + ((int64_t)1 << shift) - 1);
    }
    while (last > first && (uint64_t)histogram_low(last) > longest)
        last--;
    uint64_t parts = (uint64_t)(last - first) + 1;
    for (uint64_t i = 0; i < parts; i++) // with a count of 1 it is the middle one's
        h->buckets[(uint64_t)first + i] +=
            (count * (i + 1) + parts / 2) / parts - (count * i + parts / 2) / parts;
}

static struct distribution waits_of(const struct pawl_record_use *u)
{
    static struct histogram h;
    memset(&h, 0, sizeof h);
    h.longest = u->wait_max_ns < INT64_MAX ? (int64_t)u->wait_max_ns : INT64_MAX;
    for (int i = 0; i < PAWL_RECORD_BUCKETS; i++)
        spread(&h, i, u->waits.buckets[i], u->wait_max_ns);
    return distribution_of(&h);
}

static struct profile_use use_from(const struct pawl_record_use *u)
{
    return (struct profile_use){
        .acquired = u->acquired,
        .contended = u->contended,
        .timed_out = u->timed_out,
        .wait_ns = u->wait_ns,
        .wait_max_ns = u->wait_max_ns,
        .wake_ns = u->wake_ns,
        .waits = waits_of(u),
    };
}

// ---- the parts of a lock ------------------------------------------------------------------------

static struct profile_lock lock_from(struct reading *r, uint32_t index)
{
    const struct pawl_record_lock *from = &r->record->locks[index];
    struct profile_lock l = {
        .kind = (enum pawl_kind)from->kind,
        .objects = from->place ? 1 : from->objects, // a variable is one
        .owner_changes = from->owner_changes,
        .starving = from->starving,
        .hold_ns = from->hold_ns,
        .hold_max_ns = from->hold_max_ns,
        .hold_shared_ns = from->hold_shared_ns,
        .exclusive = use_from(&from->exclusive),
        .shared = use_from(&from->shared),
        .born = stacks_index(r->stacks, from->born),
    };
    _Static_assert(sizeof l.timeline == sizeof from->timeline, "the same slots");
    memcpy(l.timeline, from->timeline, sizeof l.timeline);
    if (index == 0)
        l.name = profile_string(r->profile, "all others");
    else if (from->place)
        l.name = places_variable(r->places, from->place);
    return l;
}

static void read_locks(struct reading *r)
{
    struct profile_process *p = r->process;
    p->locks = xcalloc(PAWL_RECORD_LOCKS, sizeof *p->locks);
    for (uint32_t i = 0; i < PAWL_RECORD_LOCKS; i++) {
        if (!r->record->locks[i].ready)
            continue;
        p->locks[p->lock_count++] = lock_from(r, i);
        r->lock_of[i] = p->lock_count;
    }
}

static struct profile_lock *lock_at(struct reading *r, uint32_t index)
{
    return r->lock_of[index] > 0 ? &r->process->locks[r->lock_of[index] - 1] : NULL;
}

static void read_sites(struct reading *r)
{
    for (size_t i = 0; i < PAWL_RECORD_SITES; i++) {
        const struct pawl_record_site *from = &r->record->sites[i];
        struct profile_lock *l = from->ready ? lock_at(r, from->lock) : NULL;
        if (!l)
            continue;
        const struct place_frames *at = places_call(r->places, from->caller);
        l->sites = xrealloc(l->sites, (l->site_count + 1) * sizeof *l->sites);
        l->sites[l->site_count++] = (struct profile_site){
            .caller = *profile_caller(at->frames, at->count),
            .shared = from->shared,
            .use = use_from(&from->use),
        };
    }
}

static void add_charge(struct profile_charge **all, size_t *count, struct profile_charge c)
{
    for (size_t i = 0; i < *count; i++) {
        struct profile_charge *there = &(*all)[i];
        if (there->stack != c.stack)
            continue;
        there->count += c.count;
        there->wait_ns += c.wait_ns;
        if (there->wait_max_ns < c.wait_max_ns)
            there->wait_max_ns = c.wait_max_ns;
        return;
    }
    *all = xrealloc(*all, (*count + 1) * sizeof **all);
    (*all)[(*count)++] = c;
}

static void read_charges(struct reading *r)
{
    for (size_t i = 0; i < PAWL_RECORD_CHARGES; i++) {
        const struct pawl_record_charge *from = &r->record->charges[i];
        struct profile_lock *l = from->ready ? lock_at(r, from->lock) : NULL;
        if (!l)
            continue;
        struct profile_charge c = {
            .stack = stacks_index(r->stacks, from->stack),
            .count = from->count,
            .wait_ns = from->wait_ns,
            .wait_max_ns = from->wait_max_ns,
        };
        if (from->role == PAWL_RECORD_WAITED)
            add_charge(&l->waited, &l->waited_count, c);
        else
            add_charge(&l->unlocked, &l->unlocked_count, c);
    }
}

// One of the locks by a name; address: 0 if it is gone.
static void read_single(struct reading *r, uint32_t index, uint64_t wait_ns, uint64_t address)
{
    struct profile_lock *l = lock_at(r, index);
    double share = l && profile_wait(l) > 0 ? (double)wait_ns / (double)profile_wait(l) : 0;
    if (!l || share <= l->busiest_share)
        return;
    l->busiest_share = share < 1 ? share : 1;
    l->address = r->profile->raw_addresses ? address : 0;
}

static void read_objects(struct reading *r)
{
    for (uint32_t i = 0; i < PAWL_RECORD_LOCKS; i++)
        read_single(r, i, r->record->locks[i].busiest_ns, 0);
    for (size_t i = 0; i < PAWL_RECORD_OBJECTS; i++) {
        const struct pawl_record_object *o = &r->record->objects[i];
        if (o->address)
            read_single(r, o->lock, o->wait_ns, o->address);
    }
}

// ---- the process --------------------------------------------------------------------------------

static void note_losses(struct reading *r)
{
    const struct pawl_record_lost *lost = &r->record->lost;
    uint64_t entries = lost->locks + lost->sites + lost->objects + lost->charges;
    const struct pawl_record_head *head = &r->record->head;
    r->process->lost = entries + head->lost_stacks + head->lost_modules + head->lost_events;
    if (entries == 0)
        return;
    char text[120] = "";
    text_add(text, sizeof text, "The record was full: %s entries found no room in it.",
             text_grouped(entries).text);
    profile_add_note(r->profile, r->process, text);
}

static void read_record(struct reading *r)
{
    r->places = places_new(r->profile, r->process, &r->record->head);
    r->stacks = stacks_new(r->process, r->places, &r->record->head);
    merge_look_alikes(r->record, r->places, r->stacks);
    read_locks(r);
    read_sites(r);
    read_charges(r);
    read_objects(r);
    note_losses(r);
    for (size_t i = 0; i < r->process->lock_count; i++)
        profile_split_sites(&r->process->locks[i], r->process);
    stacks_free(r->stacks);
    places_free(r->places);
}

// Children that only start another program leave records too, with nothing in them.
static bool is_empty(const struct profile_process *process)
{
    uint64_t used = 0;
    for (size_t i = 0; i < process->lock_count; i++) {
        const struct profile_lock *l = &process->locks[i];
        used += l->exclusive.acquired + l->exclusive.contended + l->shared.acquired +
                l->shared.contended;
    }
    return used == 0 && !process->running;
}

const char *profile_add_record(struct profile *p, const char *path)
{
    const char *wrong;
    struct pawl_record *record = record_read(path, &wrong);
    if (!record)
        return wrong;
    record_merge(record);
    struct reading *r = xcalloc(1, sizeof *r);
    *r = (struct reading){.profile = p, .process = profile_new_process(p), .record = record};
    profile_read_process(p, r->process, record, path);
    read_record(r);
    profile_sort_locks(r->process);
    profile_name_locks(p, r->process);
    if (is_empty(r->process))
        profile_drop_last(p);
    profile_sort(p);
    free(r);
    free(record);
    return NULL;
}
