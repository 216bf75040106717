// made_profile.h - a profile made by hand, whose every number is known.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_MADE_PROFILE_H
#define PAWL_TESTS_MADE_PROFILE_H

#include "profile.h"
#include "profile_build.h"
#include "profile_strings.h"
#include "xalloc.h"

#include <string.h>

#define MS UINT64_C(1000000)

enum { DEMO_PID = 4711 };

// Stacks of the process. One has a call that was inlined, and a function that calls itself.
enum { UNKNOWN, POPS, PUSHES, READS, LETS_GO, REFILLS, STACKS };

static inline struct profile_frame frame(const char *function, int line, uint64_t offset)
{
    return (struct profile_frame){
        .function = function,
        .file = "/src/demo.c",
        .line = line,
        .module = "/usr/bin/demo",
        .offset = offset,
        .build_id = "0123456789abcdef",
    };
}

static inline void set_stack(struct profile_process *p, size_t stack, size_t depth,
                             const struct profile_frame *frames)
{
    p->stacks[stack].depth = depth;
    p->stacks[stack].frames = xcalloc(depth, sizeof *frames);
    memcpy(p->stacks[stack].frames, frames, depth * sizeof *frames);
}

#define SET_STACK(p, stack, ...)                                                                   \
    set_stack(p, stack,                                                                            \
              sizeof((struct profile_frame[]){__VA_ARGS__}) / sizeof(struct profile_frame),        \
              (struct profile_frame[]){__VA_ARGS__})

static inline void make_stacks(struct profile_process *p)
{
    p->stack_count = STACKS;
    p->stacks = xcalloc(STACKS, sizeof *p->stacks);
    SET_STACK(p, POPS, frame("queue_pop", 40, 0x1010), frame("worker", 80, 0x1010),
              frame("main", 120, 0x1500));
    SET_STACK(p, PUSHES, frame("queue_push", 55, 0x1100), frame("producer", 90, 0x1200),
              frame("main", 121, 0x1510));
    SET_STACK(p, READS, frame("lookup", 200, 0x2000), frame("walk", 210, 0x2100),
              frame("walk", 210, 0x2100), frame("walk", 210, 0x2100), frame("main", 122, 0x1520));
    SET_STACK(p, LETS_GO, frame("queue_push", 60, 0x1120), frame("producer", 90, 0x1200),
              frame("main", 121, 0x1510));
    SET_STACK(p, REFILLS,
              (struct profile_frame){.module = "/usr/lib/libpool.so.1", .offset = 0xbeef},
              (struct profile_frame){.offset = 0x7f0000001000});
}

// count waits of ns each; the longest is as long as one of them.
static inline void add_waits(struct distribution *d, int64_t ns, uint64_t count)
{
    int64_t low = histogram_low(histogram_bucket(ns));
    d->bins = xrealloc(d->bins, (d->bin_count + 1) * sizeof *d->bins);
    d->bins[d->bin_count++] = (struct distribution_bin){low, count};
    d->count += count;
    d->longest = ns > d->longest ? ns : d->longest;
}

static inline void set_charges(struct profile_charge **charges, size_t *count,
                               struct profile_charge a, struct profile_charge b)
{
    *count = b.count > 0 ? 2 : 1;
    *charges = xcalloc(*count, sizeof **charges);
    (*charges)[0] = a;
    if (b.count > 0)
        (*charges)[1] = b;
}

static inline void make_queue_lock(struct profile_lock *l)
{
    l->name = "queue_lock";
    l->kind = PAWL_KIND_MUTEX;
    l->objects = 1;
    l->owner_changes = 60000;
    l->starving = 12;
    l->hold_ns = 900 * MS;
    l->hold_max_ns = 3 * MS;
    l->exclusive = (struct profile_use){.acquired = 100000,
                                        .contended = 4000,
                                        .timed_out = 3,
                                        .wait_ns = 3000 * MS,
                                        .wait_max_ns = 40 * MS,
                                        .wake_ns = 200 * MS};
    add_waits(&l->exclusive.waits, 20000, 3000);
    add_waits(&l->exclusive.waits, 1500000, 900);
    add_waits(&l->exclusive.waits, 40 * (int64_t)MS, 100);
    for (int i = 0; i < 60; i++)
        l->timeline[i] = 50 * MS;
    l->site_count = 2;
    l->sites = xcalloc(2, sizeof *l->sites);
    l->sites[0].caller = frame("queue_pop", 40, 0x1010);
    l->sites[0].use = (struct profile_use){
        .acquired = 60000, .contended = 3000, .wait_ns = 2400 * MS, .wait_max_ns = 40 * MS};
    add_waits(&l->sites[0].use.waits, 20000, 3000);
    l->sites[1].caller = frame("queue_push", 55, 0x1100);
    l->sites[1].use = (struct profile_use){
        .acquired = 40000, .contended = 1000, .wait_ns = 600 * MS, .wait_max_ns = 9 * MS};
    set_charges(&l->waited, &l->waited_count,
                (struct profile_charge){POPS, 3000, 2400 * MS, 40 * MS},
                (struct profile_charge){PUSHES, 1000, 600 * MS, 9 * MS});
    set_charges(&l->unlocked, &l->unlocked_count,
                (struct profile_charge){LETS_GO, 3500, 2700 * MS, 40 * MS},
                (struct profile_charge){POPS, 500, 300 * MS, 9 * MS});
    l->born = REFILLS;
}

static inline void make_pool(struct profile_lock *l)
{
    l->name = "pool.c:41 make_pool";
    l->kind = PAWL_KIND_RWMUTEX;
    l->objects = 16;
    l->busiest_share = 0.625;
    l->hold_shared_ns = 70 * MS;
    l->exclusive.acquired = 200;
    l->shared = (struct profile_use){
        .acquired = 50000, .contended = 500, .wait_ns = 90 * MS, .wait_max_ns = 2 * MS};
    add_waits(&l->shared.waits, 180000, 500);
    l->timeline[10] = 90 * MS;
    l->site_count = 1;
    l->sites = xcalloc(1, sizeof *l->sites);
    l->sites[0].caller = frame("lookup", 200, 0x2000);
    l->sites[0].shared = true;
    l->sites[0].use.wait_ns = 90 * MS;
    set_charges(&l->waited, &l->waited_count, (struct profile_charge){READS, 500, 90 * MS, 2 * MS},
                (struct profile_charge){0});
    set_charges(&l->unlocked, &l->unlocked_count,
                (struct profile_charge){REFILLS, 500, 90 * MS, 2 * MS}, (struct profile_charge){0});
}

// A condition variable, waited for nobody knows where. The name is as rude as names can be.
static inline void make_rude(struct profile *p, struct profile_lock *l)
{
    l->name =
        profile_string(p, "<script>alert(\"x\")</script>;'`$(id)`\n\"; system 'id'; \xff\xfe");
    l->kind = PAWL_KIND_COND;
    l->objects = 1;
    l->exclusive = (struct profile_use){
        .contended = 10, .wait_ns = 10 * MS, .wait_max_ns = 1 * MS, .wake_ns = 1 * MS};
    add_waits(&l->exclusive.waits, (int64_t)MS, 10);
    l->timeline[63] = 10 * MS;
    set_charges(&l->waited, &l->waited_count, (struct profile_charge){UNKNOWN, 10, 10 * MS, 1 * MS},
                (struct profile_charge){0});
}

static inline void make_process(struct profile *p, int pid)
{
    struct profile_process *process = profile_new_process(p);
    *process = (struct profile_process){
        .pid = pid,
        .ppid = pid == DEMO_PID ? 1 : DEMO_PID,
        .program = "/usr/bin/demo",
        .command = "demo -t 8 'two words'",
        .started_unix_ns = INT64_C(1700000000000000000) + (pid - DEMO_PID) * (int64_t)MS,
        .duration_ns = 2000 * (int64_t)MS,
        .hold = true,
        .ended = pid == DEMO_PID,
        .sample = 1,
        .threads = 8,
        .slot_ns = 1 << 25,
        .lost = pid == DEMO_PID ? 0 : 7,
    };
    make_stacks(process);
    process->lock_count = 3;
    process->locks = xcalloc(3, sizeof *process->locks);
    make_queue_lock(&process->locks[0]);
    make_pool(&process->locks[1]);
    make_rude(p, &process->locks[2]);
    profile_add_note(p, process, "libpool.so.1 has no symbols: install its debug package.");
}

// made_profile returns a profile of so many processes, which all did the same.
static inline struct profile made_profile(int processes)
{
    struct profile p = {.process_count = 0};
    for (int i = 0; i < processes; i++)
        make_process(&p, DEMO_PID + i);
    return p;
}

#endif
