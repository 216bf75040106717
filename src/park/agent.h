// agent.h - who is calling?
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_PARK_AGENT_H
#define PAWL_SRC_PARK_AGENT_H

#include <stdint.h>

// pawl_agent_self_ returns the number of the calling agent (today: a thread), never 0. A number is
// not given again while the process lives; after fork the child's one thread keeps its own.
uint32_t pawl_agent_self_(void);

#endif
