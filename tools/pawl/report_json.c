// report_json.c - a profile as JSON (docs/run-json.md).
// SPDX-License-Identifier: MIT
#include "json_frame.h"
#include "json_io.h"
#include "report_file.h"
#include "report_files.h"

#include <math.h>
#include <pawl/base.h>

static json_t *of_use(const struct profile_use *u)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "acquired", json_of_count(u->acquired),
                     "contended", json_of_count(u->contended), "timed_out",
                     json_of_count(u->timed_out), "wait_ns", json_of_count(u->wait_ns),
                     "wait_max_ns", json_of_count(u->wait_max_ns), "wake_ns",
                     json_of_count(u->wake_ns), "waits", json_of_distribution(&u->waits));
}

static json_t *of_site(const struct profile_site *s)
{
    return json_pack("{s:o, s:b, s:o}", "caller", json_of_frame(&s->caller), "shared", s->shared,
                     "use", of_use(&s->use));
}

static json_t *of_charges(const struct profile_charge *charges, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct profile_charge *c = &charges[i];
        json_array_append_new(
            array, json_pack("{s:o, s:o, s:o, s:o}", "stack", json_of_count(c->stack), "count",
                             json_of_count(c->count), "wait_ns", json_of_count(c->wait_ns),
                             "wait_max_ns", json_of_count(c->wait_max_ns)));
    }
    return array;
}

static json_t *of_lock(const struct profile_lock *l)
{
    json_t *timeline = json_array();
    for (int i = 0; i < PROFILE_SLOTS; i++)
        json_array_append_new(timeline, json_of_count(l->timeline[i]));
    json_t *sites = json_array();
    for (size_t i = 0; i < l->site_count; i++)
        json_array_append_new(sites, of_site(&l->sites[i]));
    json_t *o = json_object();
    json_object_set_new(o, "name", json_of_text(l->name));
    json_object_set_new(o, "kind", json_string(profile_kind(l->kind)));
    json_object_set_new(o, "objects", json_of_count(l->objects));
    json_object_set_new(o, "owner_changes", json_of_count(l->owner_changes));
    json_object_set_new(o, "starving", json_of_count(l->starving));
    json_object_set_new(o, "hold_ns", json_of_count(l->hold_ns));
    json_object_set_new(o, "hold_max_ns", json_of_count(l->hold_max_ns));
    json_object_set_new(o, "hold_shared_ns", json_of_count(l->hold_shared_ns));
    json_object_set_new(o, "exclusive", of_use(&l->exclusive));
    json_object_set_new(o, "shared", of_use(&l->shared));
    json_object_set_new(o, "timeline", timeline);
    json_object_set_new(o, "sites", sites);
    json_object_set_new(o, "waited", of_charges(l->waited, l->waited_count));
    json_object_set_new(o, "unlocked", of_charges(l->unlocked, l->unlocked_count));
    json_object_set_new(o, "born", json_of_count(l->born));
    json_object_set_new(o, "busiest_share",
                        json_real(isfinite(l->busiest_share) ? l->busiest_share : 0));
    return json_with_address(o, l->address);
}

static json_t *of_stacks(const struct profile_process *p)
{
    json_t *stacks = json_array();
    for (size_t i = 0; i < p->stack_count; i++) {
        json_t *frames = json_array();
        for (size_t f = 0; f < p->stacks[i].depth; f++)
            json_array_append_new(frames, json_of_frame(&p->stacks[i].frames[f]));
        json_array_append_new(stacks, frames);
    }
    return stacks;
}

static json_t *of_notes(const struct profile_process *p)
{
    json_t *notes = json_array();
    for (size_t i = 0; i < p->note_count; i++)
        json_array_append_new(notes, json_of_text(p->notes[i]));
    return notes;
}

static json_t *of_process(const struct profile_process *p)
{
    json_t *locks = json_array();
    for (size_t i = 0; i < p->lock_count; i++)
        json_array_append_new(locks, of_lock(&p->locks[i]));
    json_t *o = json_object();
    json_object_set_new(o, "pid", json_integer(p->pid));
    json_object_set_new(o, "ppid", json_integer(p->ppid));
    json_object_set_new(o, "program", json_of_text(p->program));
    json_object_set_new(o, "command", json_of_text(p->command));
    json_object_set_new(o, "started_unix_ns", json_integer(p->started_unix_ns));
    json_object_set_new(o, "duration_ns", json_integer(p->duration_ns));
    json_object_set_new(o, "hold", json_boolean(p->hold));
    json_object_set_new(o, "observed", json_boolean(p->observed));
    json_object_set_new(o, "linked", json_boolean(p->linked));
    json_object_set_new(o, "ended", json_boolean(p->ended));
    json_object_set_new(o, "sample", json_integer(p->sample));
    json_object_set_new(o, "threads", json_integer(p->threads));
    json_object_set_new(o, "goroutines", json_integer(p->goroutines));
    json_object_set_new(o, "slot_ns", json_integer(p->slot_ns));
    json_object_set_new(o, "lost", json_of_count(p->lost));
    json_object_set_new(o, "notes", of_notes(p));
    json_object_set_new(o, "locks", locks);
    json_object_set_new(o, "stacks", of_stacks(p));
    return o;
}

static bool print(FILE *out, const void *arg)
{
    const struct profile *p = arg;
    json_t *processes = json_array();
    for (size_t i = 0; i < p->process_count; i++)
        json_array_append_new(processes, of_process(&p->processes[i]));
    json_t *root = json_pack("{s:s, s:s, s:o}", "schema", "pawl-run/1", "pawl", pawl_version(),
                             "processes", processes);
    bool ok = json_dumpf(root, out, JSON_COMPACT) == 0 && fputc('\n', out) != EOF;
    json_decref(root);
    return ok;
}

const char *report_json(const struct profile *p, const char *path)
{
    return report_file_write(path, print, p);
}
