// record_head.c - what all record files begin with: reads it, and believes nothing in it.
// SPDX-License-Identifier: MIT
#include "record_head.h"

#include "xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- the tables ---------------------------------------------------------------------------------

bool record_is_stack(const struct pawl_record_head *h, uint32_t stack)
{
    return stack < PAWL_RECORD_STACKS && h->stacks[stack].ready;
}

pawl_record_place record_checked_place(const struct pawl_record_head *h, pawl_record_place place)
{
    uint64_t module = place >> PAWL_RECORD_MODULE_SHIFT;
    bool known = module <= PAWL_RECORD_MODULES && (module == 0 || h->modules[module - 1].ready);
    return known ? place : 0;
}

static void check_modules(struct pawl_record_head *h)
{
    for (size_t i = 0; i < PAWL_RECORD_MODULES; i++) {
        struct pawl_record_module *m = &h->modules[i];
        if (!m->ready || m->path[0] == '\0')
            *m = (struct pawl_record_module){0};
        m->path[sizeof m->path - 1] = '\0';
        if (m->build_id_bytes > sizeof m->build_id)
            m->build_id_bytes = 0;
    }
}

// A process that was killed while it wrote leaves a stack without end, or one that is not ready.
static void check_stacks(struct pawl_record_head *h)
{
    h->stacks[0].ready = 0; // the unknown one
    for (size_t i = 0; i < PAWL_RECORD_STACKS; i++) {
        struct pawl_record_stack *s = &h->stacks[i];
        if (!s->ready || s->depth == 0 || s->depth > PAWL_RECORD_FRAMES)
            *s = (struct pawl_record_stack){0};
        for (size_t j = 0; j < s->depth; j++)
            s->frames[j] = record_checked_place(h, s->frames[j]);
    }
}

void record_check_about(struct pawl_record_head *h)
{
    h->program[sizeof h->program - 1] = '\0';
    h->pid = h->pid > 0 ? h->pid : 0;
    h->ppid = h->ppid > 0 ? h->ppid : 0;
    h->started_ns = h->started_ns > 0 ? h->started_ns : 0;
    h->started_unix_ns = h->started_unix_ns > 0 ? h->started_unix_ns : 0;
}

void record_check_head(struct pawl_record_head *h)
{
    record_check_about(h);
    check_modules(h);
    check_stacks(h);
}

// ---- the file -----------------------------------------------------------------------------------

// Reads instead of mapping: a file that somebody truncates would kill who has it mapped. Returns
// how much there was.
static size_t fill(int fd, size_t at, void *buffer, size_t size)
{
    size_t have = 0;
    while (have < size) {
        ssize_t got = pread(fd, (char *)buffer + have, size - have, (off_t)(at + have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        have += (size_t)got;
    }
    return have;
}

struct start { // of every record: the first members of struct pawl_record_head
    char magic[8];
    uint32_t version, bytes;
};

_Static_assert(sizeof(struct start) == offsetof(struct pawl_record_head, pid), "no gap");

static const char *check_start(const struct start *s, size_t size, const struct record_kind *kind)
{
    if (size == 0)
        return "is empty: the process could not make it, as it has said";
    if (size < sizeof *s || memcmp(s->magic, kind->magic, sizeof s->magic) != 0)
        return "is no record of pawl";
    if (s->version != kind->version || s->bytes != kind->bytes)
        return "was written by another version of pawl";
    return size < kind->bytes ? "is cut off" : NULL;
}

int record_open(const char *path, const char **wrong)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) {
        *wrong = strerror(errno);
        return -1;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    *wrong = S_ISDIR(st.st_mode) ? strerror(EISDIR) : "is no file";
    close(fd);
    return -1;
}

void *record_load(const char *path, const struct record_kind *kind, const char **wrong)
{
    struct start start = {{0}, 0, 0};
    int fd = record_open(path, wrong);
    if (fd < 0)
        return NULL;
    void *r = xcalloc(1, kind->bytes);
    size_t size = fill(fd, 0, r, kind->bytes);
    close(fd);
    memcpy(&start, r, sizeof start);
    *wrong = check_start(&start, size, kind);
    if (!*wrong)
        return r;
    free(r);
    return NULL;
}

bool record_glance(int fd, const struct record_kind *kind, size_t at, void *part, size_t bytes)
{
    struct start start;
    size_t size = fill(fd, 0, &start, sizeof start);
    const char *wrong = check_start(&start, size < sizeof start ? size : kind->bytes, kind);
    return !wrong && fill(fd, at, part, bytes) == bytes;
}
