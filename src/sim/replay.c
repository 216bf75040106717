// replay.c - one schedule, told as a story.
// SPDX-License-Identifier: MIT
#include "sim/explore.h"

#include <stdio.h>

// Is c among the n possible choices?
static bool possible(const struct sim_choice *choices, int n, struct sim_choice c)
{
    for (int i = 0; i < n; i++)
        if (choices[i].thread == c.thread && choices[i].alt == c.alt)
            return true;
    return false;
}

bool sim_replay(const struct sim_client *client, const struct sim_path *path)
{
    struct sim_choice choices[SIM_MAX_CHOICES];
    bool fits = true;
    sim_trace(true);
    sim_reset(client);
    for (int i = 0; i < path->length && fits && !sim_failed(); i++) {
        if (path->loop > 0 && i == path->loop)
            puts("      from here on round and round:");
        fits = possible(choices, sim_choices(choices), path->steps[i]);
        if (fits)
            sim_apply(path->steps[i]);
    }
    if (fits && !sim_failed() && sim_stuck(choices, sim_choices(choices)))
        sim_ending(client);
    sim_trace(false);
    return fits;
}
