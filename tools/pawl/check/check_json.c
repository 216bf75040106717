// check_json.c - findings as JSON (docs/check-json.md).
// SPDX-License-Identifier: MIT
#include "check/check_json.h"

#include "check/check_kinds.h"
#include "check/check_words.h"
#include "json_frame.h"
#include "report_file.h"

#include <pawl/base.h>

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static json_t *of_stack(const struct profile_stack *s)
{
    json_t *frames = json_array();
    for (size_t i = 0; i < s->depth; i++)
        json_array_append_new(frames, json_of_frame(&s->frames[i]));
    return frames;
}

json_t *check_json_thread(const struct checked_thread *t)
{
    bool goroutine = t->tid >= PAWL_CHECK_GOROUTINE;
    json_t *o = json_pack("{s:i, s:I, s:o}", "tid", goroutine ? 0 : t->tid, "number",
                          (json_int_t)t->number, "name", json_of_text(t->name ? t->name : ""));
    if (goroutine)
        json_object_set_new(o, "goroutine", json_integer(t->tid - PAWL_CHECK_GOROUTINE));
    return o;
}

static json_t *of_lock(const struct checked_lock *l)
{
    if (!check_is_lock(l))
        return json_null();
    json_t *o = json_pack("{s:o, s:o, s:b}", "name", json_of_text(l->name), "kind",
                          json_of_text(l->kind), "described", l->described);
    return json_with_address(o, l->address);
}

static json_t *of_use(const struct checked_lock *l, uint32_t flags, const struct profile_stack *s)
{
    return json_pack("{s:o, s:b, s:b, s:o}", "lock", of_lock(l), "shared",
                     (flags & PAWL_CHECK_SHARED) != 0, "gives_up",
                     (flags & PAWL_CHECK_GIVES_UP) != 0, "stack", of_stack(s));
}

static json_t *of_step(const struct checked_step *s)
{
    json_t *o = json_object();
    json_object_set_new(o, "thread", check_json_thread(&s->thread));
    json_object_set_new(o, "held", of_use(&s->held, s->held_flags, &s->held_stack));
    json_object_set_new(o, "wanted", of_use(&s->wanted, s->flags, &s->stack));
    json_object_set_new(o, "holder", s->holder.tid ? check_json_thread(&s->holder) : json_null());
    json_object_set_new(o, "joins", json_boolean(s->joins));
    json_object_set_new(o, "ns", json_integer(s->ns));
    return o;
}

static json_t *of_doubts(uint32_t flags)
{
    json_t *words = json_array();
    for (uint32_t flag = 1; flag < PAWL_FINDING_HIDDEN; flag <<= 1) {
        if ((flags & flag) && check_hidden_word(flag))
            json_array_append_new(words, json_string(check_hidden_word(flag)));
    }
    return words;
}

static json_t *of_finding(const struct checked_finding *f)
{
    json_t *steps = json_array();
    for (size_t i = 0; i < f->step_count; i++)
        json_array_append_new(steps, of_step(&f->steps[i]));
    json_t *o = json_object();
    json_object_set_new(o, "kind", json_string(check_kind_of(f->kind)->word));
    json_object_set_new(o, "hidden", json_boolean((f->flags & PAWL_FINDING_HIDDEN) != 0));
    json_object_set_new(o, "hidden_because", of_doubts(f->flags));
    json_object_set_new(o, "suppressed", json_of_text(f->suppressed));
    json_object_set_new(o, "times", json_of_count(f->times));
    json_object_set_new(o, "after_ns", json_integer(f->after_ns));
    json_object_set_new(o, "still", json_boolean((f->flags & PAWL_FINDING_STILL) != 0));
    json_object_set_new(o, "levels", json_boolean((f->flags & PAWL_FINDING_LEVELS) != 0));
    json_object_set_new(o, "now", of_stack(&f->now));
    json_object_set_new(o, "steps", steps);
    return o;
}

static json_t *of_lost(const struct checked_process *p)
{
    const struct pawl_check_lost *l = &p->lost;
    json_t *o = json_object();
    json_object_set_new(o, "threads", json_of_count(l->threads));
    json_object_set_new(o, "held", json_of_count(l->held));
    json_object_set_new(o, "locks", json_of_count(l->locks));
    json_object_set_new(o, "classes", json_of_count(l->classes));
    json_object_set_new(o, "edges", json_of_count(l->edges));
    json_object_set_new(o, "pairs", json_of_count(l->pairs));
    json_object_set_new(o, "findings", json_of_count(l->findings));
    json_object_set_new(o, "stacks", json_of_count(p->lost_stacks));
    json_object_set_new(o, "modules", json_of_count(p->lost_modules));
    json_object_set_new(o, "events", json_of_count(p->lost_events));
    return o;
}

static json_t *of_notes(const struct profile_process *p)
{
    json_t *notes = json_array();
    for (size_t i = 0; i < p->note_count; i++)
        json_array_append_new(notes, json_of_text(p->notes[i]));
    return notes;
}

static json_t *of_process(const struct checked_process *p)
{
    const struct profile_process *about = &p->about;
    json_t *findings = json_array();
    for (size_t i = 0; i < p->finding_count; i++)
        json_array_append_new(findings, of_finding(&p->findings[i]));
    json_t *o = json_object();
    json_object_set_new(o, "pid", json_integer(about->pid));
    json_object_set_new(o, "ppid", json_integer(about->ppid));
    json_object_set_new(o, "program", json_of_text(about->program ? about->program : ""));
    json_object_set_new(o, "command", json_of_text(about->command ? about->command : ""));
    json_object_set_new(o, "started_unix_ns", json_integer(about->started_unix_ns));
    json_object_set_new(o, "duration_ns", json_integer(about->duration_ns));
    json_object_set_new(o, "observed", json_boolean(about->observed));
    json_object_set_new(o, "linked", json_boolean(about->linked));
    json_object_set_new(o, "ended", json_boolean(about->ended));
    json_object_set_new(o, "threads", json_integer(about->threads));
    json_object_set_new(o, "locks", json_of_count(p->locks));
    json_object_set_new(o, "classes", json_of_count(p->classes));
    json_object_set_new(o, "orders", json_of_count(p->orders));
    json_object_set_new(o, "lost", of_lost(p));
    json_object_set_new(o, "notes", of_notes(about));
    json_object_set_new(o, "findings", findings);
    return o;
}

static bool print(FILE *out, const void *arg)
{
    const struct checked *c = arg;
    json_t *processes = json_array();
    for (size_t i = 0; i < c->process_count; i++)
        json_array_append_new(processes, of_process(&c->processes[i]));
    json_t *root = json_pack("{s:s, s:s, s:o}", "format", CHECK_FORMAT, "pawl", pawl_version(),
                             "processes", processes);
    bool ok = json_dumpf(root, out, JSON_COMPACT) == 0 && fputc('\n', out) != EOF;
    json_decref(root);
    return ok;
}

const char *check_json(const struct checked *c, const char *path)
{
    return report_file_write(path, print, c);
}

bool check_json_is(const char *path)
{
    char start[200] = "";
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    bool is = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
              read(fd, start, sizeof start - 1) > 0 && strstr(start, "\"" CHECK_FORMAT "\"");
    if (fd >= 0)
        close(fd);
    return is;
}
