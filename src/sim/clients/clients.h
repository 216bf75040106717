// clients.h - all model clients.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_CLIENTS_H
#define PAWL_SIM_CLIENTS_H

#include "sim/machine.h"

// Each ends with NULL, one list per file of clients.
extern const struct sim_client *const sim_depth_clients[];
extern const struct sim_client *const sim_park_clients[];
extern const struct sim_client *const sim_sema_clients[];
extern const struct sim_client *const sim_mutex_clients[];
extern const struct sim_client *const sim_history_clients[];
extern const struct sim_client *const sim_free_clients[];
extern const struct sim_client *const sim_fork_clients[];
extern const struct sim_client *const sim_rwmutex_clients[];
extern const struct sim_client *const sim_rwmutex_join_clients[];
extern const struct sim_client *const sim_rwmutex_wide_clients[];
extern const struct sim_client *const sim_waitgroup_clients[];
extern const struct sim_client *const sim_once_clients[];
extern const struct sim_client *const sim_cond_clients[];
extern const struct sim_client *const sim_preload_cond_clients[];
extern const struct sim_client *const sim_semaphore_clients[];
extern const struct sim_client *const sim_reentrant_clients[];
extern const struct sim_client *const sim_runq_clients[];
extern const struct sim_client *const sim_chan_clients[];
extern const struct sim_client *const sim_go_clients[];
const struct sim_client *sim_edition_client(size_t i); // the i'th; NULL: there are no more

// Calls visit for each of them.
void sim_for_each_client(void (*visit)(void *arg, const struct sim_client *client), void *arg);

#endif
