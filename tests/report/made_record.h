// made_record.h - a record made by hand, of a process that never was: the test is its program.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_MADE_RECORD_H
#define PAWL_TESTS_MADE_RECORD_H

#include <pawl/record.h>

#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static inline int first_bias(struct dl_phdr_info *info, size_t size, void *bias)
{
    (void)size;
    *(uint64_t *)bias = info->dlpi_addr; // the program's own comes first
    return 1;
}

// The place of an address of this program; module 1 is the program.
static inline pawl_record_place place_of(const void *address)
{
    uint64_t bias = 0;
    dl_iterate_phdr(first_bias, &bias);
    return (pawl_record_place)1 << PAWL_RECORD_MODULE_SHIFT | ((uint64_t)(uintptr_t)address - bias);
}

// The place to which a call at the start of a function would return.
static inline pawl_record_place call_in(void (*function)(void))
{
    void *address;
    memcpy(&address, &function, sizeof address);
    return place_of((char *)address + 5);
}

// An empty record of two threads that ran for one second, and ended.
static inline struct pawl_record *made_record(void)
{
    struct pawl_record *r = calloc(1, sizeof *r);
    memcpy(r->head.magic, PAWL_RECORD_MAGIC, sizeof r->head.magic);
    r->head.version = PAWL_RECORD_VERSION;
    r->head.bytes = sizeof *r;
    r->head.pid = 4711;
    r->head.ppid = 42;
    r->head.started_ns = 5000000000;
    r->head.ended_ns = 6000000000;
    r->head.started_unix_ns = INT64_C(2000000000000000000); // 2033: no file is younger
    r->head.flags = PAWL_RECORD_ENDED;
    r->sample = 1;
    r->slot_shift = 24;
    r->head.threads = 2;
    memcpy(r->head.command, "./made\0a b\0\0it's", 17);
    r->head.modules[0].ready = 1;
    ssize_t length =
        readlink("/proc/self/exe", r->head.modules[0].path, sizeof r->head.modules[0].path - 1);
    r->head.modules[0].path[length > 0 ? length : 0] = '\0';
    memcpy(r->head.program, r->head.modules[0].path, sizeof r->head.program);
    return r;
}

static inline void set_use(struct pawl_record_use *u, uint64_t acquired, uint64_t contended,
                           uint64_t wait_ns, uint64_t wait_max_ns)
{
    u->acquired = acquired;
    u->contended = contended;
    u->wait_ns = wait_ns;
    u->wait_max_ns = wait_max_ns;
    u->waits.buckets[4 * 9 + 3] = (uint32_t)contended; // from 1792 to below 2048 ns
}

static inline void set_lock(struct pawl_record_lock *l, enum pawl_kind kind,
                            pawl_record_place place, uint32_t born)
{
    l->ready = 1;
    l->kind = kind;
    l->place = place;
    l->born = born;
    l->objects = 1;
    l->exclusive.acquired = 1; // one that was never used is left out
}

static inline void set_stack(struct pawl_record_stack *s, uint32_t depth, pawl_record_place first,
                             pawl_record_place second)
{
    s->ready = 1;
    s->depth = depth;
    s->frames[0] = first;
    s->frames[1] = second;
}

static inline void set_site(struct pawl_record_site *s, uint32_t lock, pawl_record_place caller,
                            bool shared)
{
    s->ready = 1;
    s->lock = lock;
    s->caller = caller;
    s->shared = shared;
}

static inline void set_charge(struct pawl_record_charge *c, uint32_t lock, uint32_t stack,
                              uint32_t role, uint64_t count, uint64_t wait_ns)
{
    *c = (struct pawl_record_charge){
        .ready = 1, .lock = lock, .stack = stack, .role = role, .count = count, .wait_ns = wait_ns};
}

// Writes so many bytes of the record into a file of its own; returns its path, to be freed.
static inline char *write_record(const struct pawl_record *r, size_t bytes)
{
    char path[] = "/tmp/pawl-made-XXXXXX";
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0 || write(fd, r, bytes) != (ssize_t)bytes || close(fd) != 0) {
        perror(path);
        exit(2);
    }
    return strdup(path);
}

#endif
