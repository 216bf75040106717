// kernel.h - the operating system of a client: futex, clock, table, parkers.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_WEAK_STANDALONE_KERNEL_H
#define PAWL_TESTS_WEAK_STANDALONE_KERNEL_H

#include "base/hook.h"
#include "park/agent.h"
#include "park/cpu.h"
#include "park/futex.h"

#include <pthread.h>
#include <sched.h>

// An ordinary program lets others run; to a checker an empty loop that waits for one load to change
// is a wait, and it knows when that would last for ever.
#ifdef WEAK_CLIENT
#define weak_idle() ((void)0)
#else
#define weak_idle() sched_yield()
#endif

static struct pawl_table table;
static struct pawl_process process = {.table = &table};
enum { PARKERS = 2 * WEAK_MAX_THREADS };
static struct pawl_parker parkers[PARKERS]; // the second half: for who lent the own one
static _Thread_local int weak_self;
static _Thread_local bool own_lent;
static bool forked;

struct pawl_process *pawl_process_(void)
{
    // Only after a fork, to spare all others a load that tells them nothing.
    if (forked && pawl_word_load_rlx(&table.life) == PAWL_TABLE_WIPED)
        pawl_table_revive_(&process);
    return &process;
}

// The process is a new child: what its words say.
static inline void weak_fork(uint32_t used, uint32_t entered, uint32_t life)
{
    pawl_word_store_rlx(&process.used, used);
    pawl_word_store_rlx(&table.entered, entered);
    pawl_word_store_rlx(&table.life, life);
    forked = true;
}

static inline struct pawl_parker *weak_parker(int thread)
{
    return &parkers[thread];
}

struct pawl_parker *pawl_parker_self_(void)
{
    return weak_parker(weak_self);
}

struct pawl_parker *pawl_parker_lend_(void)
{
    if (own_lent)
        return weak_parker(weak_self + WEAK_MAX_THREADS);
    own_lent = true;
    return weak_parker(weak_self);
}

void pawl_parker_return_(struct pawl_parker *lent)
{
    if (lent == pawl_parker_self_())
        own_lent = false;
}

uint32_t pawl_agent_self_(void)
{
    return (uint32_t)weak_self + 1;
}

void pawl_agent_call_(void (*fn)(void *arg), void *arg, void (*at_end)(void *object), void *object)
{
    fn(arg);
    at_end(object);
}

// ---- time: another thread moves it, when it likes -----------------------------------------------

static _Atomic(int64_t) now;

int64_t pawl_now(void)
{
    return atomic_load_explicit(&now, memory_order_relaxed);
}

int64_t pawl_now_on_(enum pawl_clock clock)
{
    (void)clock;
    return pawl_now();
}

// A thread may be moved to another CPU at any time: this, by the same moving clock.
unsigned pawl_cpu_(void)
{
    return (unsigned)weak_self + (pawl_now() >= WEAK_LATE);
}

static inline int64_t weak_clock(void)
{
    return pawl_now();
}

static void weak_tick(void)
{
    int64_t next = pawl_now() + (WEAK_LATE - WEAK_T0);
    atomic_store_explicit(&now, next, memory_order_relaxed);
}

// Spinning changes what a thread sees at its next look only, and that may be anything anyway.
bool pawl_spin_(struct pawl_spin *spin)
{
    (void)spin;
    return false;
}

bool pawl_spin_briefly_(struct pawl_spin *spin)
{
    return pawl_spin_(spin);
}

// In the place of sema/overdue.c. A hint: right or wrong, by the same moving clock.
void pawl_sema_expect_(const pawl_sema *s)
{
    (void)s;
}

bool pawl_sema_overdue_(const pawl_sema *s)
{
    (void)s;
    return pawl_now() >= WEAK_LATE;
}

// ---- futex --------------------------------------------------------------------------------------

// Who sleeps takes a ticket and waits until that many have been granted.
struct queue {
    pthread_mutex_t lock;
    uint32_t tickets;
    _Atomic(uint32_t) granted;
};

// One for each parker, one for the bucket, one for the only other word that a client sleeps on.
static struct queue queues[PARKERS + 2];

static struct queue *queue_of(const pawl_word *w)
{
    int i = 0;
    while (i < PARKERS && w != &parkers[i].word)
        i++;
    bool other = i == PARKERS && w != &table.buckets[0].lock.state;
    return &queues[other ? PARKERS + 1 : i];
}

static bool is_granted(struct queue *q, uint32_t ticket)
{
    return atomic_load_explicit(&q->granted, memory_order_relaxed) > ticket;
}

// A ticket whose deadline passed must not swallow the next wake. Only parkers have deadlines, and
// they have one sleeper, so that there is no later ticket yet: it is granted by its owner.
static bool take_back(struct queue *q, uint32_t ticket)
{
    pthread_mutex_lock(&q->lock);
    bool granted = is_granted(q, ticket);
    if (!granted)
        atomic_store_explicit(&q->granted, ticket + 1, memory_order_relaxed);
    pthread_mutex_unlock(&q->lock);
    return !granted;
}

// The kernel has full fences on entry of both calls. Comparing and queueing is one step for wakes.
int pawl_futex_wait_(pawl_word *w, uint32_t value, struct pawl_deadline deadline)
{
    atomic_thread_fence(memory_order_seq_cst);
    struct queue *q = queue_of(w);
    pthread_mutex_lock(&q->lock);
    bool same = pawl_word_load_rlx(w) == value;
    uint32_t ticket = same ? q->tickets++ : 0;
    pthread_mutex_unlock(&q->lock);
    if (!same)
        return EAGAIN;
    if (deadline.ns == PAWL_NEVER) {
        while (!is_granted(q, ticket))
            weak_idle();
        return 0;
    }
    while (!is_granted(q, ticket) && pawl_now() < deadline.ns)
        weak_idle();
    return take_back(q, ticket) ? ETIMEDOUT : 0;
}

void pawl_futex_wake_(pawl_word *w, int n)
{
    atomic_thread_fence(memory_order_seq_cst);
    struct queue *q = queue_of(w);
    pthread_mutex_lock(&q->lock);
    uint32_t granted = atomic_load_explicit(&q->granted, memory_order_relaxed);
    uint32_t asleep = q->tickets - granted;
    uint32_t woken = asleep < (uint32_t)n ? asleep : (uint32_t)n;
    atomic_store_explicit(&q->granted, granted + woken, memory_order_relaxed);
    pthread_mutex_unlock(&q->lock);
}

static void weak_boot(void)
{
    atomic_store_explicit(&now, WEAK_T0, memory_order_relaxed);
    weak_fork(1, 1, PAWL_TABLE_CLEAN);
    forked = false;
    for (size_t i = 0; i < sizeof queues / sizeof queues[0]; i++)
        pthread_mutex_init(&queues[i].lock, NULL);
}

// ---- the watcher, and the end -------------------------------------------------------------------

// All events are wanted, so that what is only done for a watcher is checked, too.
pawl_word pawl_watching_ = 0;
// But for the looks of who sleeps for long: they make one sleep many, without end.
pawl_word pawl_wanted_ = ~(unsigned)PAWL_ON_STILL;

void pawl_emit_(unsigned what, const void *lock, int64_t granted_ns)
{
    (void)what;
    (void)lock;
    (void)granted_ns;
}

void pawl_emit_from_(unsigned what, const void *lock, const void *caller)
{
    (void)what;
    (void)lock;
    (void)caller;
}

PAWL_NORETURN void pawl_fatal_(const char *text, const void *lock)
{
    (void)text;
    (void)lock;
    assert(!"a fatal error");
    abort();
}

#endif
