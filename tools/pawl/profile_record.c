// profile_record.c - reads a record file, and believes nothing in it.
// SPDX-License-Identifier: MIT
//
// The process that wrote it may have crashed half-way, may still be writing, or may be hostile.
// What is wrong is made harmless here, once, so that nobody else has to look again.
#include "profile_record.h"

#include "xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- the tables ---------------------------------------------------------------------------------

static bool is_stack(const struct pawl_record *r, uint32_t stack)
{
    return stack < PAWL_RECORD_STACKS && r->head.stacks[stack].ready;
}

static bool is_lock(const struct pawl_record *r, uint32_t lock)
{
    return lock < PAWL_RECORD_LOCKS && r->locks[lock].ready;
}

static pawl_record_place checked_place(const struct pawl_record *r, pawl_record_place place)
{
    uint64_t module = place >> PAWL_RECORD_MODULE_SHIFT;
    bool known =
        module <= PAWL_RECORD_MODULES && (module == 0 || r->head.modules[module - 1].ready);
    return known ? place : 0;
}

static void check_modules(struct pawl_record *r)
{
    for (size_t i = 0; i < PAWL_RECORD_MODULES; i++) {
        struct pawl_record_module *m = &r->head.modules[i];
        if (!m->ready || m->path[0] == '\0')
            *m = (struct pawl_record_module){0};
        m->path[sizeof m->path - 1] = '\0';
        if (m->build_id_bytes > sizeof m->build_id)
            m->build_id_bytes = 0;
    }
}

// A process that was killed while it wrote leaves a stack without end, or one that is not ready.
static void check_stacks(struct pawl_record *r)
{
    r->head.stacks[0].ready = 0; // the unknown one
    for (size_t i = 0; i < PAWL_RECORD_STACKS; i++) {
        struct pawl_record_stack *s = &r->head.stacks[i];
        if (!s->ready || s->depth == 0 || s->depth > PAWL_RECORD_FRAMES)
            *s = (struct pawl_record_stack){0};
        for (size_t j = 0; j < s->depth; j++)
            s->frames[j] = checked_place(r, s->frames[j]);
    }
}

// Lock 0 takes what found no room in the table, and counts as there if anything did.
static void check_locks(struct pawl_record *r)
{
    struct pawl_record_lock *rest = &r->locks[0];
    rest->ready = rest->exclusive.acquired + rest->exclusive.contended + rest->shared.acquired +
                      rest->shared.contended + r->lost.locks >
                  0;
    rest->place = 0;
    rest->born = 0;
    for (size_t i = 0; i < PAWL_RECORD_LOCKS; i++) {
        struct pawl_record_lock *l = &r->locks[i];
        if (!l->ready || l->kind > PAWL_KIND_REENTRANT)
            *l = (struct pawl_record_lock){0};
        l->place = checked_place(r, l->place);
        l->born = is_stack(r, l->born) ? l->born : 0;
    }
}

// What the process counts at the sites only, the locks have, too.
static void add_up_sites(struct pawl_record *r)
{
    for (size_t i = 0; i < PAWL_RECORD_SITES; i++) {
        const struct pawl_record_site *s = &r->sites[i];
        struct pawl_record_lock *l = &r->locks[s->lock];
        if (s->ready)
            (s->shared ? &l->shared : &l->exclusive)->acquired += s->use.acquired;
    }
}

static void check_sites(struct pawl_record *r)
{
    for (size_t i = 0; i < PAWL_RECORD_SITES; i++) {
        struct pawl_record_site *s = &r->sites[i];
        if (!s->ready || !is_lock(r, s->lock))
            *s = (struct pawl_record_site){0};
        s->caller = checked_place(r, s->caller);
        s->shared = s->shared != 0;
    }
}

static void check_objects(struct pawl_record *r)
{
    for (size_t i = 0; i < PAWL_RECORD_OBJECTS; i++) {
        if (r->objects[i].address == 0 || !is_lock(r, r->objects[i].lock))
            r->objects[i] = (struct pawl_record_object){0};
    }
}

static void check_charges(struct pawl_record *r)
{
    for (size_t i = 0; i < PAWL_RECORD_CHARGES; i++) {
        struct pawl_record_charge *c = &r->charges[i];
        if (!c->ready || !is_lock(r, c->lock) || c->role > PAWL_RECORD_UNLOCKED)
            *c = (struct pawl_record_charge){0};
        c->stack = is_stack(r, c->stack) ? c->stack : 0;
    }
}

static void check_header(struct pawl_record *r)
{
    r->head.program[sizeof r->head.program - 1] = '\0';
    r->head.pid = r->head.pid > 0 ? r->head.pid : 0;
    r->head.ppid = r->head.ppid > 0 ? r->head.ppid : 0;
    r->head.started_ns = r->head.started_ns > 0 ? r->head.started_ns : 0;
    r->head.started_unix_ns = r->head.started_unix_ns > 0 ? r->head.started_unix_ns : 0;
    r->sample = r->sample > 0 ? r->sample : 1;
    r->slot_shift = r->slot_shift < 56 ? r->slot_shift : 56; // two years
}

// ---- the file -----------------------------------------------------------------------------------

// Reads instead of mapping: a file that somebody truncates would kill who has it mapped. Returns
// how much there was.
static size_t fill(int fd, void *buffer, size_t size)
{
    size_t have = 0;
    while (have < size) {
        ssize_t got = read(fd, (char *)buffer + have, size - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        have += (size_t)got;
    }
    return have;
}

static const char *check_start(const struct pawl_record *r, size_t size)
{
    if (size < offsetof(struct pawl_record_head, pid) ||
        memcmp(r->head.magic, PAWL_RECORD_MAGIC, sizeof r->head.magic) != 0)
        return "is no record of pawl";
    if (r->head.version != PAWL_RECORD_VERSION || r->head.bytes != sizeof *r)
        return "was written by another version of pawl";
    return size < sizeof *r ? "is cut off" : NULL;
}

static int open_file(const char *path, const char **wrong)
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

struct pawl_record *record_read(const char *path, const char **wrong)
{
    int fd = open_file(path, wrong);
    if (fd < 0)
        return NULL;
    struct pawl_record *r = xcalloc(1, sizeof *r);
    *wrong = check_start(r, fill(fd, r, sizeof *r));
    close(fd);
    if (*wrong) {
        free(r);
        return NULL;
    }
    check_header(r);
    check_modules(r);
    check_stacks(r);
    check_locks(r);
    check_sites(r);
    add_up_sites(r);
    check_objects(r);
    check_charges(r);
    return r;
}
