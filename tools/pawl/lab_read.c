// lab_read.c - a report from a JSON file that anybody may have written.
// SPDX-License-Identifier: MIT
//
// Nothing in the file is trusted: every number is checked against what a run can give. The first
// thing that is wrong is remembered, and everything after it is passed over.
#include "lab_scenario.h"
#include "text.h"
#include "xalloc.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#define ANY INT64_MAX

struct reader {
    char *why;
    size_t size;
};

static bool good(const struct reader *in)
{
    return in->why[0] == '\0';
}

__attribute__((format(printf, 2, 3))) static void complain(struct reader *in, const char *format,
                                                           ...)
{
    if (!good(in))
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(in->why, in->size, format, args);
    va_end(args);
}

// ---- members of an object
// ------------------------------------------------------------------------

static int64_t whole(struct reader *in, const json_t *o, const char *name, int64_t low,
                     int64_t high)
{
    const json_t *v = json_object_get(o, name);
    if (!json_is_integer(v))
        complain(in, "\"%s\" is missing or no whole number", name);
    else if (json_integer_value(v) < low || json_integer_value(v) > high)
        complain(in, "\"%s\" is out of range", name);
    return good(in) ? (int64_t)json_integer_value(v) : low;
}

// Longer texts are cut off.
static void string(struct reader *in, const json_t *o, const char *name, char *out, size_t size)
{
    const json_t *v = json_object_get(o, name);
    out[0] = '\0';
    if (!json_is_string(v))
        complain(in, "\"%s\" is missing or no string", name);
    else
        text_add(out, size, "%s", json_string_value(v));
    text_tame(out);
}

static const json_t *object(struct reader *in, const json_t *o, const char *name)
{
    const json_t *v = json_object_get(o, name);
    if (!json_is_object(v))
        complain(in, "\"%s\" is missing or no object", name);
    return v;
}

static const json_t *array(struct reader *in, const json_t *o, const char *name, size_t low,
                           size_t high)
{
    const json_t *v = json_object_get(o, name);
    if (!json_is_array(v))
        complain(in, "\"%s\" is missing or no array", name);
    else if (json_array_size(v) < low || json_array_size(v) > high)
        complain(in, "\"%s\" has %zu elements", name, json_array_size(v));
    return v;
}

// ---- the parts of a report
// -----------------------------------------------------------------------

static void read_distribution(struct reader *in, const json_t *o, const char *name,
                              struct distribution *d)
{
    const json_t *from = object(in, o, name);
    d->longest = whole(in, from, "longest_ns", 0, ANY);
    const json_t *bins = array(in, from, "bins", 0, HISTOGRAM_BUCKETS);
    if (!good(in))
        return;
    d->bins = xcalloc(json_array_size(bins), sizeof *d->bins);
    for (size_t i = 0; i < json_array_size(bins); i++) {
        json_int_t low = -1;
        json_int_t count = -1;
        json_unpack(json_array_get(bins, i), "[I, I]", &low, &count);
        int64_t below = i > 0 ? d->bins[i - 1].low_ns : -1;
        if (low <= below || count < 1 || count > UINT32_MAX ||
            low > histogram_low(HISTOGRAM_BUCKETS - 1)) {
            complain(in, "\"%s\": bin %zu is not [low_ns, count] in ascending order", name, i);
            return;
        }
        d->bins[d->bin_count++] = (struct distribution_bin){low, (uint64_t)count};
        d->count += (uint64_t)count;
    }
}

static void read_thread_ops(struct reader *in, const json_t *o, int threads, struct lab_sample *s)
{
    const json_t *ops = array(in, o, "thread_ops", (size_t)threads, (size_t)threads);
    s->thread_ops = xcalloc((size_t)threads, sizeof *s->thread_ops);
    for (int i = 0; good(in) && i < threads; i++) {
        const json_t *v = json_array_get(ops, (size_t)i);
        if (!json_is_integer(v) || json_integer_value(v) < 0 ||
            json_integer_value(v) > INT64_C(1) << 48) {
            complain(in, "\"thread_ops\" holds something else than a count");
            return;
        }
        s->thread_ops[i] = (uint64_t)json_integer_value(v);
        s->ops += s->thread_ops[i];
    }
}

static void read_sample(struct reader *in, const json_t *o, const struct lab_table *t,
                        struct lab_sample *s)
{
    s->position = (int)whole(in, o, "position", 0, t->lock_count - 1);
    s->wall_ns = whole(in, o, "wall_ns", 1, ANY);
    s->cpu_ns = whole(in, o, "cpu_ns", 0, ANY);
    s->voluntary = (uint64_t)whole(in, o, "voluntary_switches", 0, ANY);
    s->involuntary = (uint64_t)whole(in, o, "involuntary_switches", 0, ANY);
    s->sleeps = (uint64_t)whole(in, o, "sleeps", 0, ANY);
    s->handoffs = (uint64_t)whole(in, o, "handoffs", 0, ANY);
    s->starving = (uint64_t)whole(in, o, "starving", 0, ANY);
    s->starving_ns = whole(in, o, "starving_ns", 0, ANY);
    read_thread_ops(in, o, t->threads, s);
    read_distribution(in, o, "grant", &s->grant);
    read_distribution(in, o, "run", &s->run);
    read_distribution(in, o, "own", &s->own);
    if (!json_is_null(json_object_get(o, "failure")))
        string(in, o, "failure", s->failure, sizeof s->failure);
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
static void read_samples(struct reader *in, const json_t *o, struct lab_table *t)
{
    size_t count = (size_t)t->rounds * (size_t)t->lock_count;
    const json_t *samples = array(in, o, "samples", count, count);
    if (!good(in))
        return;
    t->samples = xcalloc(count, sizeof *t->samples);
    for (size_t i = 0; good(in) && i < count; i++) {
        const json_t *from = json_array_get(samples, i);
        char name[LAB_NAME];
        string(in, from, "lock", name, sizeof name);
        int lock = lock_index(t, name);
        int round = (int)whole(in, from, "round", 0, t->rounds - 1);
        if (good(in) && (lock < 0 || lab_sample_at(t, round, lock)->thread_ops))
            complain(in, "sample %zu: lock \"%s\" is not in \"locks\", or is there twice", i, name);
        if (good(in))
            read_sample(in, from, t, lab_sample_at(t, round, lock));
    }
}

static void read_locks(struct reader *in, const json_t *o, struct lab_table *t)
{
    const json_t *locks = array(in, o, "locks", 1, LAB_MAX_LOCKS);
    for (size_t i = 0; good(in) && i < json_array_size(locks); i++) {
        const char *name = json_string_value(json_array_get(locks, i));
        if (!name || name[0] == '\0' || strlen(name) >= LAB_NAME || lock_index(t, name) >= 0) {
            complain(in, "\"locks\" holds something else than different short names");
            return;
        }
        text_add(t->locks[t->lock_count], LAB_NAME, "%s", name);
        text_tame(t->locks[t->lock_count++]);
    }
}

static void read_table(struct reader *in, const json_t *o, struct lab_table *t)
{
    char name[LAB_NAME];
    string(in, o, "scenario", name, sizeof name);
    t->scenario = lab_scenario_find(name);
    if (!t->scenario) {
        complain(in, "unknown scenario \"%s\"", name);
        return;
    }
    t->threads = (int)whole(in, o, "threads", t->scenario->min_threads, LAB_MAX_THREADS);
    t->rounds = (int)whole(in, o, "rounds", LAB_MIN_ROUNDS, LAB_MAX_ROUNDS);
    t->round_ns = whole(in, o, "round_ns", 1, ANY);
    read_locks(in, o, t);
    if (good(in))
        read_samples(in, o, t);
}

static void read_input(struct reader *in, const json_t *root, struct lab_input *input)
{
    if (json_is_null(json_object_get(root, "input")))
        return;
    const json_t *o = object(in, root, "input");
    input->files = (uint64_t)whole(in, o, "files", 0, ANY);
    input->bytes = (uint64_t)whole(in, o, "bytes", 0, ANY);
    input->words = (uint64_t)whole(in, o, "words", 0, ANY);
    input->distinct = (uint64_t)whole(in, o, "distinct", 0, ANY);
    input->top_count = (uint64_t)whole(in, o, "top_count", 0, ANY);
    string(in, o, "top", input->top, sizeof input->top);
}

static void read_report(struct reader *in, const json_t *root, struct lab_report *r)
{
    string(in, root, "pawl", r->version, sizeof r->version);
    string(in, root, "date", r->date, sizeof r->date);
    r->seed = (uint32_t)whole(in, root, "seed", 0, UINT32_MAX);
    const json_t *machine = object(in, root, "machine");
    string(in, machine, "cpu", r->machine.cpu, sizeof r->machine.cpu);
    string(in, machine, "system", r->machine.system, sizeof r->machine.system);
    r->machine.cpus = (int)whole(in, machine, "cpus", 1, 1 << 20);
    const json_t *options = object(in, root, "options");
    string(in, options, "act", r->act, sizeof r->act);
    r->hold_ns = whole(in, options, "hold_ns", 0, ANY);
    r->seconds = json_number_value(json_object_get(options, "seconds"));
    read_input(in, root, &r->input);
    const json_t *tables = array(in, root, "tables", 1, LAB_MAX_TABLES);
    for (size_t i = 0; good(in) && i < json_array_size(tables); i++) {
        read_table(in, json_array_get(tables, i), &r->tables[r->table_count++]);
        if (r->tables[i].lock_count != r->tables[0].lock_count ||
            memcmp(r->tables[i].locks, r->tables[0].locks, sizeof r->tables[0].locks) != 0)
            complain(in, "the tables have different \"locks\"");
    }
}

// The file as JSON; NULL if it is none.
static json_t *load(struct reader *in, const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!file) {
        complain(in, "%s", strerror(errno));
        return NULL;
    }
    json_error_t error;
    json_t *root = json_loadf(file, 0, &error);
    if (!root && ferror(file))
        complain(in, "%s", strerror(errno));
    else if (!root)
        complain(in, "no JSON: line %d: %s", error.line, error.text);
    if (file != stdin)
        fclose(file);
    return root;
}

bool lab_read(struct lab_report *r, const char *path, char *why, size_t size)
{
    *r = (struct lab_report){.table_count = 0};
    char what[128] = "";
    struct reader in = {what, sizeof what};
    json_t *root = load(&in, path);
    const char *schema = json_string_value(json_object_get(root, "schema"));
    if (root && (!schema || strcmp(schema, "pawl-lab/1") != 0))
        complain(&in, "not written by `pawl lab --json`: its \"schema\" is not \"pawl-lab/1\"");
    if (good(&in))
        read_report(&in, root, r);
    json_decref(root);
    if (good(&in))
        return true;
    snprintf(why, size, "%.200s: %s", text_file(path), what);
    lab_report_free(r);
    return false;
}
