// sched.h - the scheduler: goroutines (G) run on threads (M) that have a worker (P), as in Go.
// SPDX-License-Identifier: MIT
//
// A P is the right to run goroutines, with what that needs: a queue of those that are ready, a
// cache of stacks. There are pawl_go_procs() of them. An M is a thread. It runs goroutines while it
// has a P; a goroutine that blocks in the kernel keeps its M and may lose its P to another.
//
//   ready.c     a G's way into a queue: of the P that the caller runs on; of all, from elsewhere
//   schedule.c  an M looks for a G: own queue, queue of all, timers, files, other Ps' queues
//   idle.c      and if there is none, it gives its P up and sleeps
//   leave.c     a G's way off its stack: what is to become of it, its M does on the next stack,
//               since from then on another M may run it
//   monitor.c   looks after those who cannot help themselves
//
// The lock guards what the Ps share. Words beside it are read without it. It is a lowlock, held
// for a few instructions.
#ifndef PAWL_SRC_GOROUTINE_SCHED_H
#define PAWL_SRC_GOROUTINE_SCHED_H

#include "goroutine/g.h"
#include "goroutine/runq.h"
#include "goroutine/timer.h"
#include "park/lowlock.h"

#include <pthread.h>
#include <signal.h>

#define PAWL_MAX_PROCS 1024

// Who has a P: p->status is one of these, or the number of an M, which may lose it to the monitor
// while its goroutine is in a blocking section.
enum { PAWL_P_IDLE, PAWL_P_RUNNING, PAWL_P_BLOCKING_FROM };

struct pawl_p {
    _Alignas(128) struct pawl_runq ready;
    pawl_word status;
    pawl_word tick;       // how often it has scheduled
    pawl_word stuck_tick; // if tick is still this: who is next waits for a goroutine that computes
    struct pawl_m *m;
    struct pawl_p *idle_next;
    struct pawl_stack_cache stacks;
    uint64_t ids, ids_end;   // numbers for new goroutines
    uint64_t started, ended; // goroutines, here
    struct {                 // the monitor's memory
        uint32_t tick, status;
        int64_t since;
    } seen;
};

// What is to be done with the goroutine that an M has just left.
enum pawl_left {
    PAWL_LEFT_ASLEEP, // it parks
    PAWL_LEFT_LOCAL,  // it yields: to the tail of the own queue
    PAWL_LEFT_GLOBAL, // to the queue of all
    PAWL_LEFT_DEAD,
};

struct pawl_m {
    _Alignas(64) struct pawl_fiber fiber; // the thread's own stack, with the loop of schedule.c
    struct pawl_p *p;                     // NULL: none
    struct pawl_exceptions *exceptions;   // of the thread, NULL: there is no C++
    struct pawl_g *left;                  // see after_leaving in leave.c
    enum pawl_left how;
    struct pawl_parker *parker; // ASLEEP: on which,
    struct pawl_timer *timer;   // and until when, NULL: for ever
    unsigned blocking;          // depth of blocking sections of the goroutine that runs
    bool thief;                 // it counts in pawl_sched_.thieves
    int64_t came;               // when it was woken to steal
    uint32_t came_tick;         // of its P
    pawl_word wake;             // 1: it has been told that it has got a P
    pawl_word polls;            // 1: it sleeps in poll.c; changed under the lock
    struct pawl_m *idle_next;
    unsigned random;
    uint32_t number; // from PAWL_P_BLOCKING_FROM
};

struct pawl_sched {
    pawl_word on; // 1: started
    unsigned procs;
    // Of the thread that started the first goroutine: what the Ms block, and where they may run.
    sigset_t signals;
    cpu_set_t cpus;
    bool has_cpus; // known
    bool migrates; // PAWL_GO=migrate
    bool threads;  // PAWL_GO=threads
    struct pawl_p *ps;

    _Alignas(128) struct pawl_lowlock lock;
    struct pawl_g *first, *last; // the queue of all
    struct pawl_p *idle_p;
    struct pawl_m *idle_m;
    struct pawl_m *keeper; // the idle M that sleeps until the first timer,
    struct pawl_m *poller; // and the one that sleeps until a file is ready
    int64_t keeper_until;
    uint64_t foreign;    // goroutines started by threads
    uint64_t ids;        // numbers given to goroutines
    uint64_t rest_until; // a moment

    _Alignas(128) pawl_word queued; // length of the queue of all
    pawl_word idle;                 // how many Ps are
    pawl_word thieves;              // 1: an M looks for something to steal, or is about to wake up
    pawl_word rest;                 // 1: nobody is woken to steal until the monitor says so
};

extern struct pawl_sched pawl_sched_;

// ---- start.c ----
// pawl_sched_start_ starts the scheduler unless it is on. Returns 0 or ENOMEM, EAGAIN.
int pawl_sched_start_(void);
// pawl_wanted_procs_ is how many Ps the environment and the machine want.
unsigned pawl_wanted_procs_(void);

// ---- done.c ----
void pawl_go_done_(pawl_waitgroup *wg);

// ---- go.c ----
uint64_t pawl_go_id_(void); // a number for a new goroutine

// ---- schedule.c ----
// pawl_m_loop_ runs goroutines on m's own stack, for ever.
PAWL_NORETURN void pawl_m_loop_(struct pawl_m *m);
// pawl_p_pick_ returns what p can run without looking around, NULL if it should.
struct pawl_g *pawl_p_pick_(struct pawl_p *p);

// ---- ready.c ----
// pawl_ready_on_ makes g ready on the P of m, which the caller runs on. next: as the next one.
void pawl_ready_on_(struct pawl_m *m, struct pawl_g *g, bool next);
// pawl_ready_all_ puts a list, by g->next, into the queue of all. From anywhere.
void pawl_ready_all_(struct pawl_g *list);
// pawl_ready_ makes g ready from anywhere.
void pawl_ready_(struct pawl_g *g);
// pawl_ready_list_on_ makes a list ready on the P of m.
void pawl_ready_list_on_(struct pawl_m *m, struct pawl_g *list);
// pawl_take_all_ takes from the queue of all: one, and for p's queue its share if it is not NULL.
struct pawl_g *pawl_take_all_(struct pawl_p *p);
// pawl_m_here_ returns the M of the calling goroutine if that has a P, else NULL.
struct pawl_m *pawl_m_here_(void);

// ---- leave.c ----
// pawl_leave_ leaves g, the caller's stack; it returns when g is run again, on whatever M.
void pawl_leave_(struct pawl_g *g, enum pawl_left how);
// pawl_run_ goes from m's own stack to g, and returns when m is back.
void pawl_run_(struct pawl_m *m, struct pawl_g *g);
// pawl_g_begin_ makes g's fiber ready to run g->fn.
void pawl_g_begin_(struct pawl_g *g);

// ---- idle.c ----
// pawl_idle_ gives m's P up and sleeps until m has one again. It returns at once, with the P, if
// there is something to do.
void pawl_idle_(struct pawl_m *m);
// pawl_wake_thief_ lets one more M look for something to steal, if a P is idle and nobody does.
void pawl_wake_thief_(void);
// pawl_steal_ looks for goroutines in the queues of others.
struct pawl_g *pawl_steal_(struct pawl_m *m);
// pawl_steal_ends_ lets others steal: m has something to run.
void pawl_steal_ends_(struct pawl_m *m);
// pawl_p_give_ gives p, which nobody has, to an idle M or a new one. The lock is held; the returned
// M is to be woken by pawl_m_wake_ when it is not.
struct pawl_m *pawl_p_give_(struct pawl_p *p);
struct pawl_p *pawl_p_take_idle_(void);                // off the list, NULL: none; the lock is held
void pawl_p_put_idle_(struct pawl_p *p);               // onto it; the lock is held
void pawl_p_have_(struct pawl_m *m, struct pawl_p *p); // m, which has none, has p
void pawl_m_wake_(struct pawl_m *m);
// pawl_all_is_kept_ tells whether an idle M sleeps until the first timer and one until a file is
// ready, as far as there are any. The lock is held.
bool pawl_all_is_kept_(void);

// ---- machine.c ----
// pawl_m_new_ starts a thread for p. false: the system does not let it.
bool pawl_m_new_(struct pawl_p *p, bool thief);
// pawl_m_count_ returns how many there are.
uint32_t pawl_m_count_(void);
void pawl_m_reset_(void); // in a forked child: there is none

// ---- error.c ----
// pawl_errno_set_ sets errno, as pawl_go_errno reads it: on the thread that the caller is on now.
void pawl_errno_set_(int err);

// ---- blocking.c ----
// pawl_blocking_leave_ ends the blocking section of g, the caller, and pawl_blocking_enter_ begins
// it again, for what may wait in between.
void pawl_blocking_leave_(struct pawl_g *g);
void pawl_blocking_enter_(struct pawl_g *g, unsigned depth);

// ---- asleep.c ----
// pawl_look_for_sleep_ ends the process if nobody in it can wake anybody. For the monitor. true: it
// may be so, but somebody is not quite asleep yet.
bool pawl_look_for_sleep_(void);
void pawl_asleep_start_(void); // before the first thread of the scheduler

// ---- monitor.c ----
bool pawl_monitor_start_(void);
// pawl_monitor_call_ is for who takes a P off the list of idle ones, under the lock; if the monitor
// sleeps until then, pawl_monitor_wake_ wakes it, when the lock is free.
void pawl_monitor_call_(void);
void pawl_monitor_wake_(void);
// pawl_monitor_ring_ is for a thread that is about to sleep on w without a deadline, or to end.
void pawl_monitor_ring_(const pawl_word *w);

// ---- poll.c ----
// pawl_poll_waiters_ tells whether a goroutine waits for a file. pawl_poll_ makes those ready whose
// files are, after waiting for one until the deadline or pawl_poll_break_; a list by g->next.
bool pawl_poll_waiters_(void);
struct pawl_g *pawl_poll_(int64_t deadline);
void pawl_poll_break_(void);
// pawl_poll_reset_ forgets all; in a forked child.
void pawl_poll_reset_(void);

// ---- task.c ----
void pawl_task_register_(void);
// pawl_task_unpark_ unparks p, a goroutine's. Returns the goroutine if the caller has to make it
// ready, else NULL.
struct pawl_g *pawl_task_unpark_(struct pawl_parker *p);

#endif
