// made_checked.h - findings made by hand, of every kind.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_MADE_CHECKED_H
#define PAWL_TESTS_MADE_CHECKED_H

#include "check/check_read.h"
#include "profile_build.h"
#include "xalloc.h"

#include <string.h>

enum { CHECKED_PID = 4711 };
#define MS INT64_C(1000000)

static const struct checked_lock queue_lock = {.name = "queue_lock", .kind = "mutex"};
static const struct checked_lock log_lock = {.name = "log_lock", .kind = "mutex"};
static const struct checked_lock table = {.name = "server.table", .kind = "rwlock"};
static const struct checked_lock pooled = {
    .name = "mutex made at pool.c:41 make_pool #1", .kind = "mutex", .described = true};
static const struct checked_lock pooled_too = {
    .name = "mutex made at pool.c:41 make_pool #2", .kind = "mutex", .described = true};
static const struct checked_lock cond = {.kind = "cond"};

static const struct checked_thread main_thread = {CHECKED_PID, 1, "demo"};
static const struct checked_thread worker = {4712, 2, "worker"};
static const struct checked_thread logger = {4713, 3, "logger"};
static const struct checked_thread nameless = {4714, 4, ""};

// "outer" calls function in line.
static inline struct profile_stack stack(const char *function, int line)
{
    struct profile_stack s = {.depth = 3};
    s.frames = xcalloc(3, sizeof *s.frames);
    s.frames[0] = (struct profile_frame){
        .function = "pthread_mutex_lock", .module = "/lib/libc.so.6", .offset = 0x900};
    s.frames[1] = (struct profile_frame){.function = function,
                                         .file = "/src/demo.c",
                                         .line = line,
                                         .module = "/usr/bin/demo",
                                         .offset = (uint64_t)line};
    s.frames[2] = (struct profile_frame){.function = "outer",
                                         .file = "/src/demo.c",
                                         .line = 400,
                                         .module = "/usr/bin/demo",
                                         .offset = 0x400};
    return s;
}

static inline struct checked_step step(struct checked_thread thread, struct checked_lock held,
                                       int taken, struct checked_lock wanted, int line)
{
    struct checked_step s = {.thread = thread, .holder = {.name = ""}};
    s.held = held;
    s.wanted = wanted;
    if (taken)
        s.held_stack = stack("takes", taken);
    if (line)
        s.stack = stack("does", line);
    return s;
}

static inline struct checked_finding *add_finding(struct checked_process *p,
                                                  enum pawl_check_kind kind, uint32_t flags,
                                                  size_t count, const struct checked_step *steps)
{
    struct checked_finding *f = checked_new_finding(p, count);
    f->kind = kind;
    f->flags = flags;
    f->times = 1;
    f->after_ns = 1250 * MS;
    memcpy(f->steps, steps, count * sizeof *steps);
    return f;
}

#define ADD_FINDING(p, kind, flags, ...)                                                           \
    add_finding(p, kind, flags,                                                                    \
                sizeof((struct checked_step[]){__VA_ARGS__}) / sizeof(struct checked_step),        \
                (struct checked_step[]){__VA_ARGS__})

// One thread, one lock; others hold it.
static inline void add_deeds(struct checked_process *p)
{
    static const enum pawl_check_kind kinds[] = {PAWL_FOUND_UNLOCK_BY_OTHER, PAWL_FOUND_DESTROY,
                                                 PAWL_FOUND_INIT, PAWL_FOUND_FREE};
    const struct checked_lock none = {0};
    ADD_FINDING(p, PAWL_FOUND_UNLOCK_OF_UNLOCKED, 0, step(worker, queue_lock, 20, queue_lock, 30));
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct checked_step s = step(worker, queue_lock, 20, queue_lock, 30);
        s.holder = logger;
        ADD_FINDING(p, kinds[i], 0, s);
    }
    ADD_FINDING(p, PAWL_FOUND_DESTROY, 0, step(main_thread, none, 0, pooled, 31));
    ADD_FINDING(p, PAWL_FOUND_THREAD_ENDS, 0, step(worker, queue_lock, 20, queue_lock, 0));
    ADD_FINDING(p, PAWL_FOUND_PROGRAM_ENDS, 0, step(main_thread, queue_lock, 20, queue_lock, 0))
        ->times = 3;
    ADD_FINDING(p, PAWL_FOUND_COPIED, 0, step(worker, log_lock, 20, queue_lock, 30));
    ADD_FINDING(p, PAWL_FOUND_COPIED, 0, step(worker, none, 0, queue_lock, 30));
    struct checked_step slow = step(logger, queue_lock, 20, queue_lock, 30);
    slow.holder = logger;
    slow.ns = 2100 * MS;
    ADD_FINDING(p, PAWL_FOUND_HELD_TOO_LONG, 0, slow);
    slow = step(worker, queue_lock, 20, queue_lock, 30);
    slow.holder = logger;
    slow.ns = 700 * MS;
    ADD_FINDING(p, PAWL_FOUND_HELD_TOO_LONG, PAWL_FINDING_STILL, slow)->now = stack("sleeps", 77);
}

static inline void add_circles(struct checked_process *p)
{
    const struct checked_lock none = {0};
    struct checked_step reads = step(worker, table, 20, table, 30);
    reads.flags = reads.held_flags = PAWL_CHECK_SHARED;
    ADD_FINDING(p, PAWL_FOUND_REENTRY, 0, step(worker, queue_lock, 20, queue_lock, 30))
        ->steps[0]
        .ns = 600 * MS;
    ADD_FINDING(p, PAWL_FOUND_READ_AGAIN, 0, reads);
    reads = step((struct checked_thread){0, 5, ""}, table, 20, table, 30);
    reads.flags = reads.held_flags = PAWL_CHECK_SHARED;
    ADD_FINDING(p, PAWL_FOUND_READ_AGAIN, 0, reads, step(logger, none, 0, table, 50));
    struct checked_step first = step(worker, queue_lock, 20, log_lock, 30);
    struct checked_step second = step(logger, log_lock, 21, queue_lock, 31);
    first.ns = 600 * MS;
    second.ns = 500 * MS;
    ADD_FINDING(p, PAWL_FOUND_DEADLOCK, 0, first, second);
    first = step(main_thread, table, 20, none, 30);
    first.joins = true;
    second = step(worker, none, 0, table, 31);
    second.flags = PAWL_CHECK_GIVES_UP;
    ADD_FINDING(p, PAWL_FOUND_DEADLOCK, PAWL_FINDING_DEADLINE, first, second);
    struct checked_step joins = step(main_thread, none, 0, none, 30);
    joins.joins = true;
    ADD_FINDING(p, PAWL_FOUND_ASLEEP, 0, joins, step(worker, none, 0, cond, 31),
                step(logger, none, 0, log_lock, 33), step(nameless, none, 0, cond, 31));
}

static inline void add_orders(struct checked_process *p)
{
    ADD_FINDING(p, PAWL_FOUND_ORDER, 0, step(worker, queue_lock, 20, log_lock, 30),
                step(nameless, log_lock, 21, queue_lock, 31));
    ADD_FINDING(p, PAWL_FOUND_ORDER, 0, step(worker, queue_lock, 20, pooled, 30),
                step(logger, pooled, 21, pooled_too, 31), step(logger, pooled_too, 22, table, 32),
                step(main_thread, table, 23, queue_lock, 33));
    ADD_FINDING(p, PAWL_FOUND_ORDER, 0, step(worker, queue_lock, 20, pooled, 30),
                step(logger, pooled, 21, pooled_too, 31),
                step(main_thread, pooled_too, 23, queue_lock, 33));
    ADD_FINDING(p, PAWL_FOUND_ORDER, 0, step(worker, pooled, 20, pooled_too, 30),
                step(logger, pooled_too, 21, pooled, 31));
    ADD_FINDING(p, PAWL_FOUND_ORDER, PAWL_FINDING_GATED | PAWL_FINDING_ONE_THREAD,
                step(worker, queue_lock, 20, log_lock, 30),
                step(worker, log_lock, 21, queue_lock, 31));
    ADD_FINDING(p, PAWL_FOUND_ORDER, PAWL_FINDING_LEVELS, step(worker, pooled, 20, pooled_too, 30));
}

static inline void add_process(struct checked *c, int pid)
{
    struct checked_process *p = checked_new_process(c);
    p->about.pid = pid;
    p->about.ppid = 1;
    p->about.program = "/usr/bin/demo";
    p->about.command = "demo -t 8 'two words'";
    p->about.started_unix_ns = INT64_C(1700000000000000000);
    p->about.duration_ns = 2000 * MS;
    p->about.ended = true;
    p->about.threads = 4;
    p->locks = 35;
    p->classes = 4;
    p->orders = 1204;
}

// made_checked returns the findings of one process, some of every kind.
static inline struct checked made_checked(void)
{
    struct checked c = {.process_count = 0};
    add_process(&c, CHECKED_PID);
    add_deeds(&c.processes[0]);
    add_circles(&c.processes[0]);
    add_orders(&c.processes[0]);
    return c;
}

#endif
