// read.c - reads files in parallel, and writes what they say one after the other, in their order:
// so the same files give the same program.
// SPDX-License-Identifier: MIT
#include "vet/front/parse.h"

#include "xalloc.h"

#include <pawl.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// Deeply nested expressions are followed by recursion.
enum { STACK = 256 * 1024 * 1024, MOST_WORKERS = 256 };

struct team {
    const struct vet_sources *sources;
    struct vet_reading *reading;
    struct front_reader reader; // for whose turn it is
    struct front_remarks remarks;

    pawl_mutex mu;
    pawl_cond turn;
    size_t next_to_parse, next_to_lower;
    pawl_waitgroup workers;
};

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000 + t.tv_nsec;
}

static void add_trouble(struct team *t, const struct vet_source *source, const char *text)
{
    struct vet_reading *r = t->reading;
    size_t count = r->trouble_count;
    if ((count & (count - 1)) == 0) { // full: there is room for a power of two
        size_t room = count ? 2 * count : 1;
        struct vet_trouble *grown = vet_allocate(t->reader.p, room * sizeof *grown);
        if (count > 0)
            memcpy(grown, r->troubles, count * sizeof *grown);
        r->troubles = grown;
    }
    r->troubles[count].file = vet_text(t->reader.p, source->file);
    r->troubles[count].text = vet_text(t->reader.p, text);
    r->trouble_count++;
}

// Why clang did not even begin.
static char *why_not(const struct vet_source *source)
{
    char *path = vet_source_path(source);
    struct stat st;
    const char *why = stat(path, &st) != 0 || access(path, R_OK) != 0 ? strerror(errno)
                      : S_ISDIR(st.st_mode)                           ? strerror(EISDIR)
                                            : "clang does not know a flag, or the kind of file: "
                                              "-x c says that it is C";
    free(path);
    return xstrdup(why);
}

static void lower(struct team *t, const struct vet_source *source, CXTranslationUnit tu)
{
    struct front_unit u;
    char *error = tu ? front_error(tu) : why_not(source);
    if (error) {
        add_trouble(t, source, error);
        free(error);
        return;
    }
    front_unit_begin(&u, &t->reader, tu, source->folder);
    front_lower(&u);
    front_collect_remarks(&u, &t->remarks);
    front_unit_end(&u);
}

static size_t take_next(struct team *t)
{
    PAWL_GUARD(&t->mu);
    return t->next_to_parse++;
}

static void wait_for_turn(struct team *t, size_t index)
{
    PAWL_GUARD(&t->mu);
    while (t->next_to_lower != index)
        pawl_cond_wait(&t->turn, &t->mu);
}

static void end_turn(struct team *t)
{
    PAWL_GUARD(&t->mu);
    t->next_to_lower++;
    pawl_cond_broadcast(&t->turn);
}

// Whose turn it is has the program for itself, without the mutex: the others only look whether
// theirs has come.
static void read_one(struct team *t, CXIndex clang, size_t index)
{
    const struct vet_source *source = &t->sources->list[index];
    struct vet_reading *r = t->reading;
    int64_t begin = now();
    CXTranslationUnit tu = front_parse(clang, source);
    int64_t parsed = now();
    wait_for_turn(t, index);
    int64_t mine = now();
    lower(t, source, tu);
    r->parse_ns += parsed - begin;
    r->lower_ns += now() - mine;
    if (r->progress)
        r->progress(r->arg, source->file, index + 1, t->sources->count);
    end_turn(t);
    if (tu)
        clang_disposeTranslationUnit(tu);
}

static void *work(void *arg)
{
    struct team *t = arg;
    CXIndex clang = clang_createIndex(0, 0);
    for (size_t i; (i = take_next(t)) < t->sources->count;)
        read_one(t, clang, i);
    clang_disposeIndex(clang);
    pawl_waitgroup_done(&t->workers);
    return NULL;
}

static unsigned count_workers(const struct team *t)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t count = t->reading->workers ? t->reading->workers
                   : processors > 0    ? (size_t)processors
                                       : 1;
    count = count < t->sources->count ? count : t->sources->count;
    return count < MOST_WORKERS ? (unsigned)count : MOST_WORKERS;
}

// If no thread can be had, this one does the work.
static void start(struct team *t, pthread_attr_t *attributes)
{
    pthread_t thread;
    pawl_waitgroup_add(&t->workers, 1);
    if (pthread_create(&thread, attributes, work, t) == 0)
        pthread_detach(thread);
    else
        work(t);
}

static void complete(struct team *t)
{
    struct vet_program *p = t->reader.p;
    struct vet_remark *list = vet_allocate(p, (t->remarks.count + 1) * sizeof *list);
    if (t->remarks.count > 0)
        memcpy(list, t->remarks.list, t->remarks.count * sizeof *list);
    p->remarks = list;
    p->remark_count = t->remarks.count;
    free(t->remarks.list);
    front_names_free(&t->reader.displayed);
    front_names_free(&t->reader.defined);
    vet_program_complete(p);
}

void vet_read(struct vet_program *p, const struct vet_locks *l, const struct vet_sources *sources,
              struct vet_reading *reading)
{
    struct team t = {.sources = sources, .reading = reading, .reader = {.p = p, .locks = l}};
    pthread_attr_t attributes;
    if (!getcwd(t.reader.here, sizeof t.reader.here))
        t.reader.here[0] = '\0';
    clang_toggleCrashRecovery(1);
    // Our threads have stack enough: clang need not start others for it.
    setenv("LIBCLANG_NOTHREADS", "1", 1);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    for (unsigned i = count_workers(&t); i > 0; i--)
        start(&t, &attributes);
    pthread_attr_destroy(&attributes);
    pawl_waitgroup_wait(&t.workers);
    complete(&t);
}
