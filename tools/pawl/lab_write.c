// lab_write.c - a report as JSON (docs/lab-json.md).
// SPDX-License-Identifier: MIT
#include "json_io.h"
#include "lab_scenario.h"
#include "report_file.h"

static json_t *integer(int64_t number)
{
    return json_integer((json_int_t)number);
}

static json_t *of_sample(const struct lab_table *t, int round, int lock)
{
    const struct lab_sample *s = lab_sample_at(t, round, lock);
    json_t *ops = json_array();
    for (int i = 0; i < t->threads; i++)
        json_array_append_new(ops, integer((int64_t)s->thread_ops[i]));
    json_t *o = json_object();
    json_object_set_new(o, "lock", json_string(t->locks[lock]));
    json_object_set_new(o, "round", integer(round));
    json_object_set_new(o, "position", integer(s->position));
    json_object_set_new(o, "wall_ns", integer(s->wall_ns));
    json_object_set_new(o, "cpu_ns", integer(s->cpu_ns));
    json_object_set_new(o, "thread_ops", ops);
    json_object_set_new(o, "voluntary_switches", integer((int64_t)s->voluntary));
    json_object_set_new(o, "involuntary_switches", integer((int64_t)s->involuntary));
    json_object_set_new(o, "sleeps", integer((int64_t)s->sleeps));
    json_object_set_new(o, "handoffs", integer((int64_t)s->handoffs));
    json_object_set_new(o, "starving", integer((int64_t)s->starving));
    json_object_set_new(o, "starving_ns", integer(s->starving_ns));
    json_object_set_new(o, "grant", json_of_distribution(&s->grant));
    json_object_set_new(o, "run", json_of_distribution(&s->run));
    json_object_set_new(o, "own", json_of_distribution(&s->own));
    json_object_set_new(o, "failure", s->failure[0] ? json_string(s->failure) : json_null());
    return o;
}

static json_t *of_traces(const struct lab_table *t)
{
    json_t *traces = json_array();
    for (int lock = 0; lock < t->lock_count; lock++) {
        const struct lab_trace *trace = &t->traces[lock];
        json_t *holds = json_array();
        for (size_t i = 0; i < trace->count; i++) {
            const struct lab_hold *h = &trace->holds[i];
            json_array_append_new(holds, json_pack("[i, I, I]", h->thread, (json_int_t)h->from_ns,
                                                   (json_int_t)h->to_ns));
        }
        if (trace->count > 0)
            json_array_append_new(traces,
                                  json_pack("{s:s, s:I, s:o}", "lock", t->locks[lock], "length_ns",
                                            (json_int_t)trace->length_ns, "holds", holds));
        else
            json_decref(holds);
    }
    return traces;
}

static json_t *of_table(const struct lab_table *t)
{
    json_t *locks = json_array();
    for (int i = 0; i < t->lock_count; i++)
        json_array_append_new(locks, json_string(t->locks[i]));
    json_t *samples = json_array();
    for (int round = 0; round < t->rounds; round++) {
        for (int lock = 0; lock < t->lock_count; lock++)
            json_array_append_new(samples, of_sample(t, round, lock));
    }
    return json_pack("{s:s, s:s, s:i, s:i, s:I, s:o, s:o, s:o}", "scenario", t->scenario->name,
                     "agents", t->goroutines ? "goroutines" : "threads", "threads", t->threads,
                     "rounds", t->rounds, "round_ns", (json_int_t)t->round_ns, "locks", locks,
                     "samples", samples, "traces", of_traces(t));
}

static json_t *of_input(const struct lab_input *i)
{
    if (i->words == 0)
        return json_null();
    return json_pack("{s:I, s:I, s:I, s:I, s:s, s:I}", "files", (json_int_t)i->files, "bytes",
                     (json_int_t)i->bytes, "words", (json_int_t)i->words, "distinct",
                     (json_int_t)i->distinct, "top", i->top, "top_count", (json_int_t)i->top_count);
}

static json_t *of_report(const struct lab_report *r)
{
    json_t *tables = json_array();
    for (int i = 0; i < r->table_count; i++)
        json_array_append_new(tables, of_table(&r->tables[i]));
    json_t *machine = json_pack("{s:s, s:s, s:i}", "cpu", r->machine.cpu, "system",
                                r->machine.system, "cpus", r->machine.cpus);
    json_t *files = json_array();
    for (int i = 0; i < r->file_count; i++)
        json_array_append_new(files, json_string(r->files[i])); // left out if it is no UTF-8
    json_t *options = json_pack("{s:s, s:f, s:I, s:o}", "act", r->act, "seconds", r->seconds,
                                "hold_ns", (json_int_t)r->hold_ns, "files", files);
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:I, s:o, s:o}", "schema", "pawl-lab/1", "pawl",
                     r->version, "date", r->date, "machine", machine, "options", options, "seed",
                     (json_int_t)r->seed, "input", of_input(&r->input), "tables", tables);
}

static bool print(FILE *out, const void *arg)
{
    json_t *value = of_report(arg);
    bool ok = json_dumpf(value, out, JSON_COMPACT) == 0 && fputc('\n', out) != EOF;
    json_decref(value);
    return ok;
}

const char *lab_write(const struct lab_report *r, const char *path)
{
    return report_file_write(path, print, r);
}
