// report_pprof.c - a profile as pprof reads it: `go tool pprof FILE`.
// SPDX-License-Identifier: MIT
#include "report_file.h"
#include "report_files.h"
#include "report_frame.h"
#include "report_pprof_table.h"
#include "text.h"
#include "xalloc.h"

#include <errno.h>
#include <pawl/base.h>
#include <stdlib.h>
#include <zlib.h>

struct request {
    const struct profile *profile;
    enum report_by by;
};

// ---- the message -------------------------------------------------------------------------------

static Pprof__ValueType *value_type(struct pprof *p, const char *type, const char *unit)
{
    Pprof__ValueType *v = xcalloc(1, sizeof *v);
    pprof__value_type__init(v);
    v->type = pprof_string(p, type);
    v->unit = pprof_string(p, unit);
    return v;
}

static Pprof__Label *add_label(struct pprof *p, Pprof__Sample *s, const char *key)
{
    Pprof__Label *l = xcalloc(1, sizeof *l);
    pprof__label__init(l);
    l->key = pprof_string(p, key);
    pprof_append(&s->label, &s->n_label, l);
    return l;
}

// Which process it was, where there are several.
static void add_labels(struct pprof *p, const struct profile *from,
                       const struct profile_process *process, const struct profile_lock *lock,
                       Pprof__Sample *s)
{
    add_label(p, s, "lock")->str = pprof_string(p, lock->name);
    add_label(p, s, "kind")->str = pprof_string(p, profile_kind(lock->kind));
    if (from->process_count < 2)
        return;
    add_label(p, s, "process")->str = pprof_string(p, report_file_name(process->program));
    add_label(p, s, "pid")->num = process->pid;
}

static void add_locations(struct pprof *p, const struct profile_stack *stack, int pid,
                          Pprof__Sample *s)
{
    static const struct profile_frame unknown = {.function = "[unknown]"};
    s->location_id = xcalloc(stack->depth + 1, sizeof *s->location_id);
    if (stack->depth == 0)
        s->location_id[s->n_location_id++] = pprof_location(p, &unknown, 1, 0);
    for (size_t i = 0; i < stack->depth;) {
        size_t frames = report_address_frames(&stack->frames[i], stack->depth - i);
        s->location_id[s->n_location_id++] = pprof_location(p, &stack->frames[i], frames, pid);
        i += frames;
    }
}

static void add_sample(struct pprof *p, const struct profile *from,
                       const struct profile_process *process, const struct profile_lock *lock,
                       const struct profile_charge *charge)
{
    Pprof__Sample *s = xcalloc(1, sizeof *s);
    pprof__sample__init(s);
    add_locations(p, &process->stacks[charge->stack], process->pid, s);
    s->value = xcalloc(2, sizeof *s->value);
    s->value[s->n_value++] = (int64_t)charge->count;
    s->value[s->n_value++] = (int64_t)charge->wait_ns;
    add_labels(p, from, process, lock, s);
    pprof_append(&p->message.sample, &p->message.n_sample, s);
}

static void add_process(struct pprof *p, const struct request *r,
                        const struct profile_process *process)
{
    for (size_t i = 0; i < process->lock_count; i++) {
        const struct profile_lock *l = &process->locks[i];
        bool waiter = r->by == REPORT_BY_WAITER;
        const struct profile_charge *charges = waiter ? l->waited : l->unlocked;
        size_t count = waiter ? l->waited_count : l->unlocked_count;
        for (size_t c = 0; c < count; c++)
            add_sample(p, r->profile, process, l, &charges[c]);
    }
}

static void add_comment(struct pprof *p, const char *text)
{
    Pprof__Profile *m = &p->message;
    m->comment = xrealloc(m->comment, (m->n_comment + 1) * sizeof *m->comment);
    m->comment[m->n_comment++] = pprof_string(p, text);
}

static void add_comments(struct pprof *p, const struct request *r)
{
    char text[1024] = "";
    text_add(text, sizeof text, "pawl %s: %s", pawl_version(),
             r->by == REPORT_BY_WAITER ? "where threads waited for locks"
                                       : "whose unlock ended waits, with all that was waited");
    add_comment(p, text);
    for (size_t i = 0; i < r->profile->process_count; i++) {
        const struct profile_process *process = &r->profile->processes[i];
        text[0] = '\0';
        text_add(text, sizeof text, "%d: %s", process->pid, process->command);
        add_comment(p, text);
    }
}

// From the first process' start to the last one's end.
static void add_times(struct pprof *p, const struct profile *from)
{
    int64_t start = INT64_MAX;
    int64_t end = 0;
    for (size_t i = 0; i < from->process_count; i++) {
        const struct profile_process *process = &from->processes[i];
        int64_t ended = process->started_unix_ns + process->duration_ns;
        start = process->started_unix_ns < start ? process->started_unix_ns : start;
        end = ended > end ? ended : end;
    }
    p->message.time_nanos = from->process_count > 0 ? start : 0;
    p->message.duration_nanos = from->process_count > 0 ? end - start : 0;
}

static void build(struct pprof *p, const struct request *r)
{
    Pprof__Profile *m = &p->message;
    pprof_begin(p);
    pprof_append(&m->sample_type, &m->n_sample_type, value_type(p, "contentions", "count"));
    pprof_append(&m->sample_type, &m->n_sample_type, value_type(p, "delay", "nanoseconds"));
    m->default_sample_type = pprof_string(p, "delay");
    m->period_type = value_type(p, "contentions", "count");
    m->period = r->profile->process_count > 0 ? r->profile->processes[0].sample : 1;
    add_times(p, r->profile);
    add_comments(p, r);
    for (size_t i = 0; i < r->profile->process_count; i++)
        add_process(p, r, &r->profile->processes[i]);
}

// ---- the file ----------------------------------------------------------------------------------

// 15 + 16: the largest window, and a gzip header.
static bool gzip(const uint8_t *data, size_t size, FILE *out)
{
    z_stream z = {.next_in = (uint8_t *)(uintptr_t)data, .avail_in = (uInt)size};
    if (size > UINT32_MAX ||
        deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        errno = size > UINT32_MAX ? EFBIG : ENOMEM;
        return false;
    }
    size_t room = deflateBound(&z, size);
    uint8_t *packed = xcalloc(room, 1);
    z.next_out = packed;
    z.avail_out = (uInt)room;
    bool whole = deflate(&z, Z_FINISH) == Z_STREAM_END;
    size_t length = z.total_out;
    deflateEnd(&z);
    bool ok = whole && fwrite(packed, 1, length, out) == length;
    free(packed);
    return ok;
}

// Every part of the message comes from malloc: protobuf-c can free them all but the message itself,
// which it would free, too.
static void free_message(struct pprof *p)
{
    Pprof__Profile *whole = xrealloc(NULL, sizeof *whole);
    *whole = p->message;
    pprof__profile__free_unpacked(whole, NULL);
    pprof_free(p);
}

static bool print(FILE *out, const void *arg)
{
    struct pprof p;
    build(&p, arg);
    size_t size = pprof__profile__get_packed_size(&p.message);
    uint8_t *data = xcalloc(size, 1);
    pprof__profile__pack(&p.message, data);
    free_message(&p);
    bool ok = gzip(data, size, out);
    int err = errno;
    free(data);
    errno = err;
    return ok;
}

const char *report_pprof(const struct profile *p, enum report_by by, const char *path)
{
    return report_file_write(path, print, &(struct request){p, by});
}
