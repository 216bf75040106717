// pthread_cancel.h - condition variables and cancellation as the model checker has them: included
// before all else in what belongs to the preload.
// SPDX-License-Identifier: MIT
//
// The preload's functions get names of their own, as this program needs the C library's; and a
// thread is cancelled by the simulated machine.
#ifndef PAWL_SIM_PTHREAD_CANCEL_H
#define PAWL_SIM_PTHREAD_CANCEL_H

#define pthread_cond_init sim_pthread_cond_init
#define pthread_cond_destroy sim_pthread_cond_destroy
#define pthread_cond_wait sim_pthread_cond_wait
#define pthread_cond_timedwait sim_pthread_cond_timedwait
#define pthread_cond_clockwait sim_pthread_cond_clockwait
#define pthread_cond_signal sim_pthread_cond_signal
#define pthread_cond_broadcast sim_pthread_cond_broadcast

#include "sim/cancel.h"

#include <pthread.h>

#undef pthread_cleanup_push
#undef pthread_cleanup_pop
#define pthread_cleanup_push(routine, arg) SIM_CLEANUP_PUSH(routine, arg)
#define pthread_cleanup_pop(execute) SIM_CLEANUP_POP()
#define pthread_setcanceltype sim_setcanceltype

#endif
