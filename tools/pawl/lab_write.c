// lab_write.c - a report as JSON (docs/lab-json.md), in a file that is whole or not there.
// SPDX-License-Identifier: MIT
#include "lab_scenario.h"
#include "text.h"
#include "xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- the report as a JSON value
// ------------------------------------------------------------------

static json_t *integer(int64_t number)
{
    return json_integer((json_int_t)number);
}

static json_t *of_distribution(const struct distribution *d)
{
    json_t *bins = json_array();
    for (size_t i = 0; i < d->bin_count; i++)
        json_array_append_new(
            bins, json_pack("[I, I]", (json_int_t)d->bins[i].low_ns, (json_int_t)d->bins[i].count));
    return json_pack("{s:I, s:o}", "longest_ns", (json_int_t)d->longest, "bins", bins);
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
    json_object_set_new(o, "grant", of_distribution(&s->grant));
    json_object_set_new(o, "run", of_distribution(&s->run));
    json_object_set_new(o, "own", of_distribution(&s->own));
    json_object_set_new(o, "failure", s->failure[0] ? json_string(s->failure) : json_null());
    return o;
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
    return json_pack("{s:s, s:i, s:i, s:I, s:o, s:o}", "scenario", t->scenario->name, "threads",
                     t->threads, "rounds", t->rounds, "round_ns", (json_int_t)t->round_ns, "locks",
                     locks, "samples", samples);
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

// ---- the file
// ------------------------------------------------------------------------------------

// The file to replace, links followed; NULL: it is a device or a pipe, to be written to as it is.
static char *target_of(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return xstrdup(path);
    return S_ISREG(st.st_mode) ? realpath(path, NULL) : NULL;
}

// Creates a file beside target, under a name of its own that it puts into temporary (to be freed).
static int create_beside(const char *target, char **temporary)
{
    size_t size = strlen(target) + 8;
    *temporary = xrealloc(NULL, size);
    snprintf(*temporary, size, "%s.XXXXXX", target);
    int fd = mkostemp(*temporary, O_CLOEXEC);
    if (fd < 0) {
        int err = errno;
        free(*temporary);
        *temporary = NULL;
        errno = err;
    }
    return fd;
}

// What is there already is opened, which neither changes nor empties it. Not a pipe: its reader
// would take the closing for the end.
static const char *check_present(const char *path, const struct stat *st)
{
    if (S_ISDIR(st->st_mode))
        return strerror(EISDIR);
    if (S_ISFIFO(st->st_mode))
        return access(path, W_OK) == 0 ? NULL : strerror(errno);
    int fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return strerror(errno);
    close(fd);
    return NULL;
}

// A link to nowhere would be replaced by a file: nobody means that.
static const char *check_absent(const char *path, int err)
{
    struct stat st;
    if (path[0] == '\0' || path[strlen(path) - 1] == '/')
        return strerror(ENOENT);
    return err != ENOENT || lstat(path, &st) == 0 ? strerror(err) : NULL;
}

// The only sure way to learn whether a file can be made here is to make one.
const char *lab_file_check(const char *path)
{
    struct stat st;
    if (strcmp(path, "-") == 0)
        return NULL;
    bool present = stat(path, &st) == 0;
    const char *wrong = present ? check_present(path, &st) : check_absent(path, errno);
    char *target = wrong ? NULL : target_of(path);
    if (!target)
        return wrong;
    char *temporary;
    int fd = create_beside(target, &temporary);
    wrong = fd < 0 ? strerror(errno) : NULL;
    if (fd >= 0) {
        close(fd);
        unlink(temporary);
        free(temporary);
    }
    free(target);
    return wrong;
}

static bool dump(json_t *value, FILE *out)
{
    return json_dumpf(value, out, JSON_COMPACT) == 0 && fputc('\n', out) != EOF && fflush(out) == 0;
}

// Whoever reads the standard output may leave early.
static bool print(json_t *value)
{
    return dump(value, stdout) || errno == EPIPE;
}

// A new file gets the rights that any new file would get, an old one keeps its own.
static void set_rights(int fd, const char *target)
{
    struct stat st;
    mode_t mask = umask(0);
    umask(mask);
    int ignored = fchmod(fd, stat(target, &st) == 0 ? st.st_mode & 07777 : 0666 & ~mask);
    (void)ignored; // then it is readable by its owner only
}

// Writes beside target, then takes its place in one step.
static bool replace(json_t *value, const char *target)
{
    char *temporary;
    int fd = create_beside(target, &temporary);
    if (fd < 0)
        return false;
    set_rights(fd, target);
    FILE *out = fdopen(fd, "w");
    bool ok = out && dump(value, out) && fsync(fd) == 0;
    int err = errno;
    if (out && fclose(out) != 0 && ok) {
        ok = false;
        err = errno;
    }
    if (ok && rename(temporary, target) != 0) {
        ok = false;
        err = errno;
    }
    if (!ok)
        unlink(temporary);
    free(temporary);
    errno = err;
    return ok;
}

static bool write_through(json_t *value, const char *path)
{
    FILE *out = fopen(path, "we");
    bool ok = out && dump(value, out);
    return out && fclose(out) == 0 && ok;
}

const char *lab_write(const struct lab_report *r, const char *path)
{
    json_t *value = of_report(r);
    char *target = strcmp(path, "-") == 0 ? NULL : target_of(path);
    bool ok = strcmp(path, "-") == 0 ? print(value)
              : target               ? replace(value, target)
                                     : write_through(value, path);
    const char *wrong = ok ? NULL : strerror(errno);
    free(target);
    json_decref(value);
    return wrong;
}
