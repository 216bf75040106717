// play.h - one fixed play of three threads, on the lock of any edition: `pawl lab story`.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_PLAY_H
#define PAWL_SIM_PLAY_H

#include <stdbool.h>

// sim_play performs it and prints each scene, step by step, then what it has shown as a table.
// Returns false if there is no edition of that name.
bool sim_play(const char *edition);

// sim_play_names writes the names of the editions, for a message.
const char *sim_play_names(void);

#endif
