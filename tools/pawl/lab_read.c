// lab_read.c - a report from a JSON file that anybody may have written.
// SPDX-License-Identifier: MIT
#include "json_io.h"
#include "lab_scenario.h"
#include "text.h"
#include "xalloc.h"

#include <string.h>

static void read_thread_ops(struct json_reader *in, const json_t *o, int threads,
                            struct lab_sample *s)
{
    const json_t *ops = json_elements(in, o, "thread_ops", (size_t)threads, (size_t)threads);
    s->thread_ops = xcalloc((size_t)threads, sizeof *s->thread_ops);
    for (int i = 0; json_good(in) && i < threads; i++) {
        const json_t *v = json_array_get(ops, (size_t)i);
        if (!json_is_integer(v) || json_integer_value(v) < 0 ||
            json_integer_value(v) > INT64_C(1) << 48) {
            json_complain(in, "\"thread_ops\" holds something else than a count");
            return;
        }
        s->thread_ops[i] = (uint64_t)json_integer_value(v);
        s->ops += s->thread_ops[i];
    }
}

static void read_sample(struct json_reader *in, const json_t *o, const struct lab_table *t,
                        struct lab_sample *s)
{
    s->position = (int)json_whole(in, o, "position", 0, t->lock_count - 1);
    s->wall_ns = json_whole(in, o, "wall_ns", 1, JSON_ANY);
    s->cpu_ns = json_whole(in, o, "cpu_ns", 0, JSON_ANY);
    s->voluntary = (uint64_t)json_whole(in, o, "voluntary_switches", 0, JSON_ANY);
    s->involuntary = (uint64_t)json_whole(in, o, "involuntary_switches", 0, JSON_ANY);
    s->sleeps = (uint64_t)json_whole(in, o, "sleeps", 0, JSON_ANY);
    s->handoffs = (uint64_t)json_whole(in, o, "handoffs", 0, JSON_ANY);
    s->starving = (uint64_t)json_whole(in, o, "starving", 0, JSON_ANY);
    s->starving_ns = json_whole(in, o, "starving_ns", 0, JSON_ANY);
    read_thread_ops(in, o, t->threads, s);
    json_read_distribution(in, o, "grant", &s->grant);
    json_read_distribution(in, o, "run", &s->run);
    json_read_distribution(in, o, "own", &s->own);
    if (!json_is_null(json_object_get(o, "failure")))
        json_text(in, o, "failure", s->failure, sizeof s->failure);
}

static void read_trace(struct json_reader *in, const json_t *o, const struct lab_table *t,
                       struct lab_trace *trace)
{
    trace->length_ns = json_whole(in, o, "length_ns", 1, JSON_ANY);
    const json_t *holds = json_elements(in, o, "holds", 1, 1 << 20);
    if (!json_good(in))
        return;
    trace->holds = xcalloc(json_array_size(holds), sizeof *trace->holds);
    for (size_t i = 0; i < json_array_size(holds); i++) {
        int thread = -1;
        json_int_t from = -1;
        json_int_t to = -1;
        json_unpack(json_array_get(holds, i), "[i, I, I]", &thread, &from, &to);
        if (thread < 0 || thread >= t->threads || from < 0 || to < from || to > trace->length_ns) {
            json_complain(in, "\"holds\": element %zu is not [thread, from_ns, to_ns]", i);
            return;
        }
        trace->holds[trace->count++] = (struct lab_hold){thread, from, to};
    }
}

static int lock_index(const struct lab_table *t, const char *name)
{
    for (int i = 0; i < t->lock_count; i++) {
        if (strcmp(t->locks[i], name) == 0)
            return i;
    }
    return -1;
}

// Each lock in each round, once.
static void read_samples(struct json_reader *in, const json_t *o, struct lab_table *t)
{
    size_t count = (size_t)t->rounds * (size_t)t->lock_count;
    const json_t *samples = json_elements(in, o, "samples", count, count);
    if (!json_good(in))
        return;
    t->samples = xcalloc(count, sizeof *t->samples);
    for (size_t i = 0; json_good(in) && i < count; i++) {
        const json_t *from = json_array_get(samples, i);
        char name[LAB_NAME];
        json_text(in, from, "lock", name, sizeof name);
        int lock = lock_index(t, name);
        int round = (int)json_whole(in, from, "round", 0, t->rounds - 1);
        if (json_good(in) && (lock < 0 || lab_sample_at(t, round, lock)->thread_ops))
            json_complain(in, "sample %zu: lock \"%s\" is not in \"locks\", or is there twice", i,
                          name);
        if (json_good(in))
            read_sample(in, from, t, lab_sample_at(t, round, lock));
    }
}

// What another version wrote has none.
static void read_traces(struct json_reader *in, const json_t *o, struct lab_table *t)
{
    if (!json_object_get(o, "traces"))
        return;
    const json_t *traces = json_elements(in, o, "traces", 0, (size_t)t->lock_count);
    for (size_t i = 0; json_good(in) && i < json_array_size(traces); i++) {
        const json_t *from = json_array_get(traces, i);
        char name[LAB_NAME];
        json_text(in, from, "lock", name, sizeof name);
        int lock = lock_index(t, name);
        if (lock < 0 || t->traces[lock].holds)
            json_complain(in, "\"traces\": no lock \"%s\" in \"locks\", or twice", name);
        else
            read_trace(in, from, t, &t->traces[lock]);
    }
}

static void read_locks(struct json_reader *in, const json_t *o, struct lab_table *t)
{
    const json_t *locks = json_elements(in, o, "locks", 1, LAB_MAX_LOCKS);
    for (size_t i = 0; json_good(in) && i < json_array_size(locks); i++) {
        const char *name = json_string_value(json_array_get(locks, i));
        if (!name || name[0] == '\0' || strlen(name) >= LAB_NAME || lock_index(t, name) >= 0) {
            json_complain(in, "\"locks\" holds something else than different short names");
            return;
        }
        text_add(t->locks[t->lock_count], LAB_NAME, "%s", name);
        text_tame(t->locks[t->lock_count++]);
    }
}

static void read_table(struct json_reader *in, const json_t *o, struct lab_table *t)
{
    char name[LAB_NAME];
    json_text(in, o, "scenario", name, sizeof name);
    t->scenario = lab_scenario_find(name);
    if (!t->scenario) {
        json_complain(in, "unknown scenario \"%s\"", name);
        return;
    }
    // Files from before there were goroutines do not say.
    char agents[LAB_NAME] = "threads";
    if (json_object_get(o, "agents"))
        json_text(in, o, "agents", agents, sizeof agents);
    t->goroutines = strcmp(agents, "goroutines") == 0;
    if (!t->goroutines && strcmp(agents, "threads") != 0)
        json_complain(in, "\"agents\" is neither \"threads\" nor \"goroutines\"");
    t->threads = (int)json_whole(in, o, "threads", t->scenario->min_threads, LAB_MAX_THREADS);
    t->rounds = (int)json_whole(in, o, "rounds", LAB_MIN_ROUNDS, LAB_MAX_ROUNDS);
    t->round_ns = json_whole(in, o, "round_ns", 1, JSON_ANY);
    read_locks(in, o, t);
    if (json_good(in))
        read_samples(in, o, t);
    if (json_good(in))
        read_traces(in, o, t);
}

static void read_input(struct json_reader *in, const json_t *root, struct lab_input *input)
{
    if (json_is_null(json_object_get(root, "input")))
        return;
    const json_t *o = json_member(in, root, "input");
    input->files = (uint64_t)json_whole(in, o, "files", 0, JSON_ANY);
    input->bytes = (uint64_t)json_whole(in, o, "bytes", 0, JSON_ANY);
    input->words = (uint64_t)json_whole(in, o, "words", 0, JSON_ANY);
    input->distinct = (uint64_t)json_whole(in, o, "distinct", 0, JSON_ANY);
    input->top_count = (uint64_t)json_whole(in, o, "top_count", 0, JSON_ANY);
    json_text(in, o, "top", input->top, sizeof input->top);
}

static void read_report(struct json_reader *in, const json_t *root, struct lab_report *r)
{
    json_text(in, root, "pawl", r->version, sizeof r->version);
    json_text(in, root, "date", r->date, sizeof r->date);
    r->seed = (uint32_t)json_whole(in, root, "seed", 0, UINT32_MAX);
    const json_t *machine = json_member(in, root, "machine");
    json_text(in, machine, "cpu", r->machine.cpu, sizeof r->machine.cpu);
    json_text(in, machine, "system", r->machine.system, sizeof r->machine.system);
    r->machine.cpus = (int)json_whole(in, machine, "cpus", 1, 1 << 20);
    const json_t *options = json_member(in, root, "options");
    json_text(in, options, "act", r->act, sizeof r->act);
    r->hold_ns = json_whole(in, options, "hold_ns", 0, JSON_ANY);
    r->seconds = json_number_value(json_object_get(options, "seconds"));
    read_input(in, root, &r->input);
    const json_t *tables = json_elements(in, root, "tables", 1, LAB_MAX_TABLES);
    for (size_t i = 0; json_good(in) && i < json_array_size(tables); i++) {
        read_table(in, json_array_get(tables, i), &r->tables[r->table_count++]);
        if (r->tables[i].lock_count != r->tables[0].lock_count ||
            memcmp(r->tables[i].locks, r->tables[0].locks, sizeof r->tables[0].locks) != 0)
            json_complain(in, "the tables have different \"locks\"");
    }
}

bool lab_read(struct lab_report *r, const char *path, char *why, size_t size)
{
    *r = (struct lab_report){.table_count = 0};
    struct json_reader in = {""};
    json_t *root = json_read(&in, path, "pawl-lab/1", "pawl lab --json");
    if (root)
        read_report(&in, root, r);
    json_decref(root);
    if (json_good(&in))
        return true;
    snprintf(why, size, "%.200s: %s", text_file(path), in.why);
    lab_report_free(r);
    return false;
}
