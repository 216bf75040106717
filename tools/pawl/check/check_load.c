// check_load.c - findings from a JSON file (docs/check-json.md) that anybody may have written.
// SPDX-License-Identifier: MIT
#include "check/check_json.h"
#include "check/check_kinds.h"
#include "check/check_words.h"
#include "json_frame.h"
#include "profile_build.h"
#include "profile_strings.h"
#include "xalloc.h"

#include <string.h>

enum { MOST = 1 << 16 }; // elements of an array: more than any record holds
#define LATEST (INT64_MAX / 2)

struct loader {
    struct json_reader in;
    struct checked *all;
};

static uint64_t count(struct loader *l, const json_t *o, const char *name)
{
    return (uint64_t)json_whole(&l->in, o, name, 0, JSON_ANY);
}

static const char *name(struct loader *l, const json_t *o, const char *member)
{
    return json_read_name(&l->in, &l->all->names, o, member);
}

static const char *name_or_empty(struct loader *l, const json_t *o, const char *member)
{
    const char *text = name(l, o, member);
    return text ? text : "";
}

// ---- steps --------------------------------------------------------------------------------------

static void load_stack(struct loader *l, const json_t *o, const char *member,
                       struct profile_stack *s)
{
    const json_t *frames = json_elements(&l->in, o, member, 0, MOST);
    size_t depth = json_good(&l->in) ? json_array_size(frames) : 0;
    if (depth == 0)
        return;
    s->frames = xcalloc(depth, sizeof *s->frames);
    s->depth = depth;
    for (size_t i = 0; json_good(&l->in) && i < depth; i++)
        json_read_frame(&l->in, &l->all->names, json_array_get(frames, i), &s->frames[i]);
}

static void load_thread(struct loader *l, const json_t *o, struct checked_thread *t)
{
    t->tid = (int)json_whole(&l->in, o, "tid", 0, INT32_MAX);
    if (json_object_get(o, "goroutine"))
        t->tid = PAWL_CHECK_GOROUTINE +
                 (int)json_whole(&l->in, o, "goroutine", 0, PAWL_CHECK_GOROUTINE - 1);
    t->number = (unsigned)json_whole(&l->in, o, "number", 0, UINT32_MAX);
    t->name = name_or_empty(l, o, "name");
}

static void load_lock(struct loader *l, const json_t *use, struct checked_lock *lock)
{
    const json_t *o = json_object_get(use, "lock");
    if (json_is_null(o))
        return;
    o = json_member(&l->in, use, "lock");
    lock->name = name(l, o, "name");
    lock->kind = name(l, o, "kind");
    lock->described = json_flag(&l->in, o, "described");
    lock->address = json_read_address(&l->in, o);
}

static uint32_t load_use(struct loader *l, const json_t *step, const char *member,
                         struct checked_lock *lock, struct profile_stack *s)
{
    const json_t *o = json_member(&l->in, step, member);
    load_lock(l, o, lock);
    load_stack(l, o, "stack", s);
    uint32_t shared = json_flag(&l->in, o, "shared") ? PAWL_CHECK_SHARED : 0;
    return shared | (json_flag(&l->in, o, "gives_up") ? PAWL_CHECK_GIVES_UP : 0);
}

static void load_step(struct loader *l, const json_t *o, struct checked_step *s)
{
    load_thread(l, json_member(&l->in, o, "thread"), &s->thread);
    s->held_flags = load_use(l, o, "held", &s->held, &s->held_stack);
    s->flags = load_use(l, o, "wanted", &s->wanted, &s->stack);
    if (!json_is_null(json_object_get(o, "holder")))
        load_thread(l, json_member(&l->in, o, "holder"), &s->holder);
    s->joins = json_flag(&l->in, o, "joins");
    s->ns = json_whole(&l->in, o, "ns", 0, LATEST);
}

// ---- findings -----------------------------------------------------------------------------------

static uint32_t load_doubts(struct loader *l, const json_t *o)
{
    const json_t *words = json_elements(&l->in, o, "hidden_because", 0, MOST);
    uint32_t flags = 0;
    for (size_t i = 0; json_good(&l->in) && i < json_array_size(words); i++) {
        const char *word = json_string_value(json_array_get(words, i));
        for (uint32_t flag = 1; word && flag < PAWL_FINDING_HIDDEN; flag <<= 1) {
            if (strcmp(check_hidden_word(flag), word) == 0)
                flags |= flag;
        }
    }
    return flags;
}

static enum pawl_check_kind load_kind(struct loader *l, const json_t *o)
{
    const char *word = json_string_value(json_object_get(o, "kind"));
    enum pawl_check_kind kind = word ? check_kind_named(word) : PAWL_FOUND_NOTHING;
    if (kind == PAWL_FOUND_NOTHING)
        json_complain(&l->in, "\"kind\" is missing or no kind of finding");
    return kind;
}

static void load_finding(struct loader *l, const json_t *o, struct checked_process *p)
{
    enum pawl_check_kind kind = load_kind(l, o);
    const json_t *steps = json_elements(&l->in, o, "steps", 1, MOST);
    if (!json_good(&l->in))
        return;
    struct checked_finding *f = checked_new_finding(p, json_array_size(steps));
    f->kind = kind;
    f->flags = load_doubts(l, o) | (json_flag(&l->in, o, "still") ? PAWL_FINDING_STILL : 0) |
               (json_flag(&l->in, o, "levels") ? PAWL_FINDING_LEVELS : 0);
    f->suppressed = name(l, o, "suppressed");
    f->times = count(l, o, "times");
    f->after_ns = json_whole(&l->in, o, "after_ns", 0, LATEST);
    load_stack(l, o, "now", &f->now);
    for (size_t i = 0; json_good(&l->in) && i < f->step_count; i++)
        load_step(l, json_array_get(steps, i), &f->steps[i]);
}

// ---- processes ----------------------------------------------------------------------------------

static void load_lost(struct loader *l, const json_t *from, struct checked_process *p)
{
    const json_t *o = json_member(&l->in, from, "lost");
    p->lost = (struct pawl_check_lost){
        .threads = count(l, o, "threads"),
        .held = count(l, o, "held"),
        .locks = count(l, o, "locks"),
        .classes = count(l, o, "classes"),
        .edges = count(l, o, "edges"),
        .pairs = count(l, o, "pairs"),
        .findings = count(l, o, "findings"),
    };
    p->lost_stacks = count(l, o, "stacks");
    p->lost_modules = count(l, o, "modules");
    p->lost_events = count(l, o, "events");
}

static void load_notes(struct loader *l, const json_t *o, struct checked_process *p)
{
    const json_t *notes = json_elements(&l->in, o, "notes", 0, MOST);
    for (size_t i = 0; json_good(&l->in) && i < json_array_size(notes); i++) {
        const char *note = json_string_value(json_array_get(notes, i));
        if (note)
            profile_add_note(&l->all->names, &p->about, note);
        else
            json_complain(&l->in, "\"notes\" holds something else than sentences");
    }
}

static void load_process(struct loader *l, const json_t *o)
{
    struct checked_process *p = checked_new_process(l->all);
    struct profile_process *about = &p->about;
    about->pid = (int)json_whole(&l->in, o, "pid", 0, INT32_MAX);
    about->ppid = (int)json_whole(&l->in, o, "ppid", 0, INT32_MAX);
    about->program = name_or_empty(l, o, "program");
    about->command = name_or_empty(l, o, "command");
    about->started_unix_ns = json_whole(&l->in, o, "started_unix_ns", 0, LATEST);
    about->duration_ns = json_whole(&l->in, o, "duration_ns", 0, LATEST);
    about->observed = json_flag(&l->in, o, "observed");
    about->linked = json_flag(&l->in, o, "linked");
    about->ended = json_flag(&l->in, o, "ended");
    about->threads = (uint32_t)json_whole(&l->in, o, "threads", 0, UINT32_MAX);
    p->locks = count(l, o, "locks");
    p->classes = count(l, o, "classes");
    p->orders = count(l, o, "orders");
    load_lost(l, o, p);
    load_notes(l, o, p);
    const json_t *findings = json_elements(&l->in, o, "findings", 0, MOST);
    for (size_t i = 0; json_good(&l->in) && i < json_array_size(findings); i++)
        load_finding(l, json_array_get(findings, i), p);
}

const char *checked_add_json(struct checked *c, const char *path)
{
    static struct loader l;
    l = (struct loader){.all = c};
    size_t before = c->process_count;
    json_t *root = json_read_with(&l.in, path, "format", CHECK_FORMAT, "pawl run --check --json");
    const json_t *all = root ? json_elements(&l.in, root, "processes", 0, MOST) : NULL;
    for (size_t i = 0; json_good(&l.in) && i < json_array_size(all); i++)
        load_process(&l, json_array_get(all, i));
    json_decref(root);
    while (!json_good(&l.in) && c->process_count > before)
        checked_drop_last(c);
    return json_good(&l.in) ? NULL : l.in.why;
}
