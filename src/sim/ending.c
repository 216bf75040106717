// ending.c - judges an execution that cannot go on.
// SPDX-License-Identifier: MIT
#include "sim/explore.h"

static const char lost_wakeup[] =
    "deadlock: threads wait, and nothing that is bound to happen wakes them";

const char *sim_ending(const struct sim_client *client)
{
    if (!sim_all_done())
        sim_violation(lost_wakeup);
    else if (client->at_rest)
        client->at_rest();
    return sim_failed();
}
