// scheduler.h - the scheduler of goroutines in the model checker.
// SPDX-License-Identifier: MIT
//
// Its sources, with these in their place: a goroutine's stack is a fiber of the machine, an M is a
// thread that waits until it is started, there are no files, and the monitor is a thread that looks
// whenever it likes. Ms and the monitor need not end. A static variable that is new there has to be
// kept (sim_keep), or it changes behind the checker's back.
#ifndef PAWL_SIM_SCHEDULER_H
#define PAWL_SIM_SCHEDULER_H

#include "sim/machine.h"

struct sim_scheduler {
    int procs;      // Ps
    int machines;   // threads that can be Ms
    int goroutines; // at most SIM_MAX_FIBERS
};

// sim_scheduler_begin starts it. Only from a client's setup, as the next one.
void sim_scheduler_begin(const struct sim_scheduler *s);

// sim_go makes the next goroutine. crowd: it is made ready on the first P; else for all.
void sim_go(void (*fn)(void *arg), void *arg, bool crowd);

// sim_scheduler_settle is for a client's settle. ticks: they tell the monitor something.
void sim_scheduler_settle(bool ticks);

// sim_scheduler_rests checks that it is at rest.
void sim_scheduler_rests(void);

// sim_monitor_looks is one round of the monitor. sim_monitor_looks_at_ps is the part of it that
// takes Ps from goroutines that block.
void sim_monitor_looks(void);
void sim_monitor_looks_at_ps(void);

// For the sources.
void *sim_machine_memory_(void);
int sim_machine_start_(void *(*body)(void *arg), void *arg);
void sim_keep_idle_(void);
void sim_keep_timer_(void);
void sim_keep_monitor_(void);
void sim_keep_machine_(void);

#endif
