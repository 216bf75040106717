// clients.c - all model clients.
// SPDX-License-Identifier: MIT
#include "clients.h"

static const struct sim_client *const *const lists[] = {
    sim_park_clients,         sim_sema_clients,         sim_mutex_clients,
    sim_history_clients,      sim_free_clients,         sim_fork_clients,
    sim_depth_clients,        sim_rwmutex_clients,      sim_rwmutex_join_clients,
    sim_rwmutex_wide_clients, sim_waitgroup_clients,    sim_once_clients,
    sim_cond_clients,         sim_preload_cond_clients, sim_semaphore_clients,
    sim_reentrant_clients,    sim_runq_clients,         sim_chan_clients,
    sim_go_clients,
};

void sim_for_each_client(void (*visit)(void *arg, const struct sim_client *client), void *arg)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        for (const struct sim_client *const *c = lists[i]; *c; c++)
            visit(arg, *c);
    const struct sim_client *c;
    for (size_t i = 0; (c = sim_edition_client(i)) != NULL; i++)
        visit(arg, c);
}
