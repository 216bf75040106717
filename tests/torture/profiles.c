// profiles.c - the named ways to torture a lock.
// SPDX-License-Identifier: MIT
#include "torture.h"

// For each there is a reason to believe that it meets what the others do not. The last one is
// all of them, in combinations that only the seed knows.
const struct profile profiles[] = {
    {"quick", 0},
    {"crowd", CROWD | HOLD | LONG | WATCH},
    {"tries", CROWD | HOLD | LONG | TRIES | WATCH},
    {"nest", CROWD | HOLD | TRIES | NEST | WATCH},
    {"pairs", PAIRS | HOLD | LONG | TRIES | DELAY | WATCH},
    {"destroy", DESTROY | TRIES | HOLD | DELAY | WATCH},
    {"storm", CROWD | HOLD | TRIES | STORM | WATCH},
    {"delay", CROWD | HOLD | TRIES | DELAY | WATCH},
    {"move", CROWD | HOLD | LONG | SHUFFLE | STUTTER | CHURN | WATCH},
    {"one-cpu", CROWD | HOLD | LONG | TRIES | ONE_CPU | WATCH},
    {"boost", CROWD | HOLD | LONG | BOOST | WATCH},
    {"freeze", CROWD | HOLD | TRIES | DELAY | FREEZE | WATCH},
    {"quota", CROWD | HOLD | LONG | TRIES | QUOTA | WATCH},
    {"mixed", CHANGE},
    {NULL, 0},
};

const struct trouble troubles[] = {
    {HOLD, "hold"},
    {LONG, "long"},
    {CROWD, "crowd"},
    {PAIRS, "pairs"},
    {TRIES, "tries"},
    {NEST, "nest"},
    {DESTROY, "destroy"},
    {STORM, "storm"},
    {DELAY, "delay"},
    {SHUFFLE, "shuffle"},
    {ONE_CPU, "one-cpu"},
    {STUTTER, "stutter"},
    {CHURN, "churn"},
    {BOOST, "boost"},
    {WATCH, "watch"},
    {FREEZE, "freeze"},
    {QUOTA, "quota"},
    {CHANGE, "change"},
    {0, NULL},
};

const struct profile *profile_find(const char *name)
{
    for (const struct profile *p = profiles; p->name; p++) {
        if (strcmp(p->name, name) == 0)
            return p;
    }
    return NULL;
}
