// made_check.h - a record of checks made by hand, of a process that never was: the test is its
// program.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_MADE_CHECK_H
#define PAWL_TESTS_MADE_CHECK_H

#include "made_record.h"

#include "check/check_read.h"

#include <pawl/check_record.h>

// An empty record of two threads.
static inline struct pawl_check_record *made_check(void)
{
    struct pawl_check_record *r = calloc(1, sizeof *r);
    struct pawl_record *like = made_record();
    memcpy(&r->head, &like->head, sizeof r->head);
    memcpy(r->head.magic, PAWL_CHECK_MAGIC, sizeof r->head.magic);
    r->head.version = PAWL_CHECK_VERSION;
    r->head.bytes = sizeof *r;
    r->head.modules[0].start = r->head.modules[0].bias = 0x10000000; // some place of its own
    r->head.modules[0].end = 0x20000000;
    free(like);
    return r;
}

// The address that a variable of this program has in the made process.
static inline uint64_t made_address(const void *variable)
{
    return 0x10000000 + (place_of(variable) & ((UINT64_C(1) << PAWL_RECORD_MODULE_SHIFT) - 1));
}

static inline void set_class(struct pawl_check_record *r, uint32_t class_, enum pawl_kind kind,
                             pawl_record_place place, uint32_t born)
{
    r->classes[class_] = (struct pawl_check_class){
        .ready = 1, .kind = kind, .place = place, .born = born, .initialised = 1, .objects = 1};
    if (r->class_count < class_)
        r->class_count = class_;
}

static inline struct pawl_check_lock_id lock_id(uint32_t class_, uint64_t address)
{
    return (struct pawl_check_lock_id){.address = address, .class_ = class_};
}

// Appends a finding; returns its steps.
static inline struct pawl_check_step *found(struct pawl_check_record *r, enum pawl_check_kind kind,
                                            uint32_t steps)
{
    struct pawl_check_finding *f = &r->findings[r->finding_count++];
    struct pawl_check_step *first = &r->steps[r->step_count];
    *f = (struct pawl_check_finding){.ready = 1,
                                     .kind = kind,
                                     .first_step = r->step_count,
                                     .step_count = steps,
                                     .times = 1,
                                     .at_ns = r->head.started_ns + 1000000};
    for (uint32_t i = 0; i < steps; i++) {
        first[i].tid = 100 + (int32_t)i;
        first[i].thread = i + 1;
        strcpy(first[i].thread_name, "worker");
    }
    r->step_count += steps;
    return first;
}

static inline char *write_check(const struct pawl_check_record *r, size_t bytes)
{
    return write_record((const struct pawl_record *)(const void *)r, bytes);
}

// ---- what several tests begin with --------------------------------------------------------------

static uint64_t queue_lock;
static uint64_t locks[4];

__attribute__((noinline, unused)) static void push(void)
{
    locks[0]++;
}

__attribute__((noinline, unused)) static void pop(void)
{
    locks[1] += queue_lock;
}

static struct checked checked;
static struct pawl_check_record *record;

// An empty record with some classes, stacks and names, in record.
static inline void begin(void)
{
    record = made_check();
    set_stack(&record->head.stacks[1], 2, call_in(push), call_in(pop));
    set_stack(&record->head.stacks[2], 1, call_in(pop), 0);
    set_class(record, 1, PAWL_KIND_MUTEX, place_of(&queue_lock), 1);
    set_class(record, 2, PAWL_KIND_RWMUTEX, place_of(&locks), 1);
    set_class(record, 3, PAWL_KIND_MUTEX, 0, 2);
    strcpy(record->names[1], "account");
    strcpy(record->names[2], "of Alice");
    record->lock_count = 5;
    record->edge_count = 7;
}

static inline void finish(void)
{
    checked_free(&checked);
    free(record);
}

#endif
