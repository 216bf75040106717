// plugin.c - linked with libpawl.a and with all its symbols hidden but one.
// SPDX-License-Identifier: MIT
#include "fight_over.h"

__attribute__((__visibility__("default"))) plugin_fight_fn plugin_fight;

int plugin_fight(struct common *c, long rounds)
{
    return fight_over(c, rounds);
}
