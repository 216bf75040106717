// same_profile.h - are two profiles equal in everything?
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_SAME_PROFILE_H
#define PAWL_TESTS_SAME_PROFILE_H

#include "profile.h"
#include "support/suite.h"

#include <string.h>

// Both may be NULL.
#define SAME_TEXT(a, b, member)                                                                    \
    EXPECT((a)->member == (b)->member ||                                                           \
               ((a)->member && (b)->member && strcmp((a)->member, (b)->member) == 0),              \
           #member ": \"%s\" and \"%s\"", (a)->member ? (a)->member : "NULL",                      \
           (b)->member ? (b)->member : "NULL")
#define SAME(a, b, member) EXPECT((a)->member == (b)->member, #member " differs")

static inline void same_distribution(const struct distribution *a, const struct distribution *b)
{
    SAME(a, b, bin_count);
    SAME(a, b, count);
    SAME(a, b, longest);
    for (size_t i = 0; i < a->bin_count; i++) {
        SAME(a, b, bins[i].low_ns);
        SAME(a, b, bins[i].count);
    }
}

static inline void same_use(const struct profile_use *a, const struct profile_use *b)
{
    SAME(a, b, acquired);
    SAME(a, b, contended);
    SAME(a, b, timed_out);
    SAME(a, b, wait_ns);
    SAME(a, b, wait_max_ns);
    SAME(a, b, wake_ns);
    same_distribution(&a->waits, &b->waits);
}

static inline void same_frame(const struct profile_frame *a, const struct profile_frame *b)
{
    SAME_TEXT(a, b, function);
    SAME_TEXT(a, b, file);
    SAME_TEXT(a, b, module);
    SAME_TEXT(a, b, build_id);
    SAME(a, b, line);
    SAME(a, b, offset);
    SAME(a, b, address);
}

static inline void same_charges(const struct profile_charge *a, const struct profile_charge *b,
                                size_t count)
{
    for (size_t i = 0; i < count; i++) {
        SAME(&a[i], &b[i], stack);
        SAME(&a[i], &b[i], count);
        SAME(&a[i], &b[i], wait_ns);
        SAME(&a[i], &b[i], wait_max_ns);
    }
}

static inline void same_lock(const struct profile_lock *a, const struct profile_lock *b)
{
    SAME_TEXT(a, b, name);
    SAME(a, b, kind);
    SAME(a, b, objects);
    SAME(a, b, owner_changes);
    SAME(a, b, starving);
    SAME(a, b, hold_ns);
    SAME(a, b, hold_max_ns);
    SAME(a, b, hold_shared_ns);
    SAME(a, b, born);
    SAME(a, b, busiest_share);
    SAME(a, b, address);
    same_use(&a->exclusive, &b->exclusive);
    same_use(&a->shared, &b->shared);
    EXPECT(memcmp(a->timeline, b->timeline, sizeof a->timeline) == 0, "timeline differs");
    SAME(a, b, site_count);
    for (size_t i = 0; i < a->site_count; i++) {
        same_frame(&a->sites[i].caller, &b->sites[i].caller);
        SAME(a, b, sites[i].shared);
        same_use(&a->sites[i].use, &b->sites[i].use);
    }
    SAME(a, b, waited_count);
    SAME(a, b, unlocked_count);
    same_charges(a->waited, b->waited, a->waited_count);
    same_charges(a->unlocked, b->unlocked, a->unlocked_count);
}

static inline void same_process(const struct profile_process *a, const struct profile_process *b)
{
    SAME(a, b, pid);
    SAME(a, b, ppid);
    SAME_TEXT(a, b, program);
    SAME_TEXT(a, b, command);
    SAME(a, b, started_unix_ns);
    SAME(a, b, duration_ns);
    SAME(a, b, hold);
    SAME(a, b, observed);
    SAME(a, b, linked);
    SAME(a, b, ended);
    SAME(a, b, sample);
    SAME(a, b, threads);
    SAME(a, b, slot_ns);
    SAME(a, b, lost);
    SAME(a, b, note_count);
    for (size_t i = 0; i < a->note_count; i++)
        SAME_TEXT(a, b, notes[i]);
    SAME(a, b, stack_count);
    for (size_t i = 0; i < a->stack_count; i++) {
        SAME(a, b, stacks[i].depth);
        for (size_t f = 0; f < a->stacks[i].depth; f++)
            same_frame(&a->stacks[i].frames[f], &b->stacks[i].frames[f]);
    }
    SAME(a, b, lock_count);
    for (size_t i = 0; i < a->lock_count; i++)
        same_lock(&a->locks[i], &b->locks[i]);
}

static inline void same_profile(const struct profile *a, const struct profile *b)
{
    SAME(a, b, process_count);
    for (size_t i = 0; i < a->process_count; i++)
        same_process(&a->processes[i], &b->processes[i]);
}

#endif
