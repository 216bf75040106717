// profile_load.c - a profile from a JSON file (docs/run-json.md) that anybody may have written.
// SPDX-License-Identifier: MIT
#include "json_frame.h"
#include "json_io.h"
#include "profile_build.h"
#include "profile_strings.h"
#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 16 }; // elements of an array: more than any record holds
#define LATEST (INT64_MAX / 2)
#define LONGEST (INT64_MAX / 4) // so that sums of two do not overflow

struct loader {
    struct json_reader in;
    struct profile *profile;
};

static uint64_t count(struct loader *l, const json_t *o, const char *name)
{
    return (uint64_t)json_whole(&l->in, o, name, 0, JSON_ANY);
}

static const char *name(struct loader *l, const json_t *o, const char *member)
{
    return json_read_name(&l->in, l->profile, o, member);
}

static const char *name_or_empty(struct loader *l, const json_t *o, const char *member)
{
    const char *text = name(l, o, member);
    return text ? text : "";
}

// Room for the elements of a member that is an array; of size 0 if that is wrong.
static void *room(struct loader *l, const json_t *o, const char *member, size_t size,
                  const json_t **array, size_t *elements)
{
    *array = json_elements(&l->in, o, member, 0, MOST);
    *elements = json_good(&l->in) ? json_array_size(*array) : 0;
    return xcalloc(*elements, size);
}

// ---- the parts of a process -------------------------------------------------------------------

static void load_stack(struct loader *l, const json_t *frames, struct profile_stack *s)
{
    if (!json_is_array(frames) || json_array_size(frames) > MOST) {
        json_complain(&l->in, "\"stacks\" holds something else than arrays of frames");
        return;
    }
    s->depth = json_array_size(frames);
    s->frames = xcalloc(s->depth, sizeof *s->frames);
    for (size_t i = 0; json_good(&l->in) && i < s->depth; i++)
        json_read_frame(&l->in, l->profile, json_array_get(frames, i), &s->frames[i]);
}

static void load_use(struct loader *l, const json_t *from, const char *member,
                     struct profile_use *u)
{
    const json_t *o = json_member(&l->in, from, member);
    u->acquired = count(l, o, "acquired");
    u->contended = count(l, o, "contended");
    u->timed_out = count(l, o, "timed_out");
    u->wait_ns = count(l, o, "wait_ns");
    u->wait_max_ns = count(l, o, "wait_max_ns");
    u->wake_ns = count(l, o, "wake_ns");
    json_read_distribution(&l->in, o, "waits", &u->waits);
}

static void load_sites(struct loader *l, const json_t *o, struct profile_lock *lock)
{
    const json_t *sites;
    lock->sites = room(l, o, "sites", sizeof *lock->sites, &sites, &lock->site_count);
    for (size_t i = 0; json_good(&l->in) && i < lock->site_count; i++) {
        const json_t *from = json_array_get(sites, i);
        json_read_frame(&l->in, l->profile, json_member(&l->in, from, "caller"),
                        &lock->sites[i].caller);
        lock->sites[i].shared = json_flag(&l->in, from, "shared");
        load_use(l, from, "use", &lock->sites[i].use);
    }
}

static size_t stack_of(struct loader *l, const json_t *o, const char *member,
                       const struct profile_process *p)
{
    return (size_t)json_whole(&l->in, o, member, 0, (int64_t)p->stack_count - 1);
}

static struct profile_charge *load_charges(struct loader *l, const json_t *o, const char *member,
                                           const struct profile_process *p, size_t *elements)
{
    const json_t *charges;
    struct profile_charge *out = room(l, o, member, sizeof *out, &charges, elements);
    for (size_t i = 0; json_good(&l->in) && i < *elements; i++) {
        const json_t *from = json_array_get(charges, i);
        out[i] = (struct profile_charge){
            .stack = stack_of(l, from, "stack", p),
            .count = count(l, from, "count"),
            .wait_ns = count(l, from, "wait_ns"),
            .wait_max_ns = count(l, from, "wait_max_ns"),
        };
    }
    return out;
}

static enum pawl_kind load_kind(struct loader *l, const json_t *o)
{
    const char *name = json_string_value(json_object_get(o, "kind"));
    for (enum pawl_kind k = PAWL_KIND_MUTEX; name && k <= PAWL_KIND_CHANNEL; k++) {
        if (strcmp(profile_kind(k), name) == 0)
            return k;
    }
    json_complain(&l->in, "\"kind\" is missing or no kind of lock");
    return PAWL_KIND_MUTEX;
}

static void load_timeline(struct loader *l, const json_t *o, struct profile_lock *lock)
{
    const json_t *slots = json_elements(&l->in, o, "timeline", PROFILE_SLOTS, PROFILE_SLOTS);
    for (size_t i = 0; json_good(&l->in) && i < PROFILE_SLOTS; i++) {
        const json_t *v = json_array_get(slots, i);
        if (!json_is_integer(v) || json_integer_value(v) < 0)
            json_complain(&l->in, "\"timeline\" holds something else than times");
        else
            lock->timeline[i] = (uint64_t)json_integer_value(v);
    }
}

static void load_lock(struct loader *l, const json_t *o, const struct profile_process *p,
                      struct profile_lock *lock)
{
    lock->name = name_or_empty(l, o, "name");
    lock->kind = load_kind(l, o);
    lock->objects = count(l, o, "objects");
    lock->owner_changes = count(l, o, "owner_changes");
    lock->starving = count(l, o, "starving");
    lock->hold_ns = count(l, o, "hold_ns");
    lock->hold_max_ns = count(l, o, "hold_max_ns");
    lock->hold_shared_ns = count(l, o, "hold_shared_ns");
    lock->address = json_read_address(&l->in, o);
    lock->born = stack_of(l, o, "born", p);
    load_use(l, o, "exclusive", &lock->exclusive);
    load_use(l, o, "shared", &lock->shared);
    load_timeline(l, o, lock);
    load_sites(l, o, lock);
    lock->waited = load_charges(l, o, "waited", p, &lock->waited_count);
    lock->unlocked = load_charges(l, o, "unlocked", p, &lock->unlocked_count);
    const json_t *share = json_object_get(o, "busiest_share");
    lock->busiest_share = json_number_value(share);
    if (!json_is_number(share) || lock->busiest_share < 0 || lock->busiest_share > 1)
        json_complain(&l->in, "\"busiest_share\" is missing or no number from 0 to 1");
}

static void load_about(struct loader *l, const json_t *o, struct profile_process *p)
{
    p->pid = (int)json_whole(&l->in, o, "pid", 0, INT32_MAX);
    p->ppid = (int)json_whole(&l->in, o, "ppid", 0, INT32_MAX);
    p->program = name_or_empty(l, o, "program");
    p->command = name_or_empty(l, o, "command");
    p->started_unix_ns = json_whole(&l->in, o, "started_unix_ns", 0, LATEST);
    p->duration_ns = json_whole(&l->in, o, "duration_ns", 0, LONGEST);
    p->hold = json_flag(&l->in, o, "hold");
    p->observed = json_flag(&l->in, o, "observed");
    p->linked = json_flag(&l->in, o, "linked");
    p->ended = json_flag(&l->in, o, "ended");
    p->sample = (uint32_t)json_whole(&l->in, o, "sample", 0, UINT32_MAX);
    p->threads = (uint32_t)json_whole(&l->in, o, "threads", 0, UINT32_MAX);
    if (json_object_get(o, "goroutines")) // files from before there were goroutines do not say
        p->goroutines = (uint32_t)json_whole(&l->in, o, "goroutines", 0, UINT32_MAX);
    p->slot_ns = json_whole(&l->in, o, "slot_ns", 0, LONGEST / PROFILE_SLOTS);
    p->lost = count(l, o, "lost");
}

static void load_notes(struct loader *l, const json_t *o, struct profile_process *p)
{
    const json_t *notes = json_elements(&l->in, o, "notes", 0, MOST);
    for (size_t i = 0; json_good(&l->in) && i < json_array_size(notes); i++) {
        const char *note = json_string_value(json_array_get(notes, i));
        if (note)
            profile_add_note(l->profile, p, note);
        else
            json_complain(&l->in, "\"notes\" holds something else than sentences");
    }
}

static void load_process(struct loader *l, const json_t *o, struct profile_process *p)
{
    const json_t *stacks;
    const json_t *locks;
    load_about(l, o, p);
    load_notes(l, o, p);
    p->stacks = room(l, o, "stacks", sizeof *p->stacks, &stacks, &p->stack_count);
    for (size_t i = 0; json_good(&l->in) && i < p->stack_count; i++)
        load_stack(l, json_array_get(stacks, i), &p->stacks[i]);
    if (p->stack_count == 0 || p->stacks[0].depth > 0)
        json_complain(&l->in, "the first of \"stacks\" is not the unknown one");
    p->locks = room(l, o, "locks", sizeof *p->locks, &locks, &p->lock_count);
    for (size_t i = 0; json_good(&l->in) && i < p->lock_count; i++)
        load_lock(l, json_array_get(locks, i), p, &p->locks[i]);
    profile_sort_locks(p);
}

// ---- the profile ------------------------------------------------------------------------------

static void load_processes(struct loader *l, const json_t *root)
{
    const json_t *from;
    struct profile *p = l->profile;
    p->processes = room(l, root, "processes", sizeof *p->processes, &from, &p->process_count);
    for (size_t i = 0; json_good(&l->in) && i < p->process_count; i++)
        load_process(l, json_array_get(from, i), &p->processes[i]);
}

static void append(struct profile *p, const struct profile *more)
{
    if (more->process_count == 0)
        return;
    size_t size = sizeof *p->processes;
    p->processes = xrealloc(p->processes, (p->process_count + more->process_count) * size);
    memcpy(p->processes + p->process_count, more->processes, more->process_count * size);
    p->process_count += more->process_count;
}

const char *profile_add_json(struct profile *p, const char *path)
{
    static struct loader l;
    struct profile more = {.strings = p->strings};
    l = (struct loader){.profile = &more};
    json_t *root = json_read(&l.in, path, "pawl-run/1", "pawl run --json");
    if (root)
        load_processes(&l, root);
    json_decref(root);
    p->strings = more.strings;
    more.strings = NULL;
    if (!json_good(&l.in)) {
        profile_free(&more);
        return l.in.why;
    }
    append(p, &more);
    free(more.processes);
    profile_sort(p);
    return NULL;
}
