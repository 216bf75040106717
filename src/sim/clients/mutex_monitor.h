// mutex_monitor.h - checks every change of a mutex' two words against the invariants of mutex.c.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_MUTEX_MONITOR_H
#define PAWL_SIM_MUTEX_MONITOR_H

#include <pawl/mutex.h>

// sim_monitor_mutex names m's words for the story and checks them from now on. From setup.
void sim_monitor_mutex(pawl_mutex *m);

// sim_describe_mutex tells a state word in words.
void sim_describe_mutex(char *out, size_t size, uint32_t v);

// sim_name_mutex only names them.
void sim_name_mutex(pawl_mutex *m);

// sim_mutex_at_rest checks that nothing is left in m's words and in the table.
void sim_mutex_at_rest(const pawl_mutex *m);

#endif
