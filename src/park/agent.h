// agent.h - who is calling?
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_PARK_AGENT_H
#define PAWL_SRC_PARK_AGENT_H

#include <stdint.h>

// pawl_agent_self_ returns the number of the calling agent, a thread or a goroutine, never 0. A
// number is not given again while the process lives; after fork the child's one thread keeps its
// own.
uint32_t pawl_agent_self_(void);

// pawl_agent_call_ calls fn(arg), and at_end(object) when the agent has left fn: by return, or
// because the thread ends (pthread_exit, cancellation). Not by longjmp or a C++ exception.
void pawl_agent_call_(void (*fn)(void *arg), void *arg, void (*at_end)(void *object), void *object);

#endif
