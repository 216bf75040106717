// agent.c - who is calling? Threads, numbered in the order in which they ask.
// SPDX-License-Identifier: MIT
//
// Not the kernel's number: that is given again as soon as a thread has exited, and then a new
// thread would seem to hold what the old one left locked.
#include "park/agent.h"

#include "base/fatal.h"

#include <pawl/word.h>
#include <pthread.h>

static pawl_word last;

static _Thread_local uint32_t self __attribute__((__tls_model__("initial-exec")));

uint32_t pawl_agent_self_(void)
{
    if (PAWL_UNLIKELY(self == 0)) {
        self = pawl_word_add_acq(&last, 1) + 1;
        if (PAWL_UNLIKELY(self == 0))
            pawl_fatal_("pawl: more than 2^32 - 1 threads", NULL);
    }
    return self;
}

// The system's own list of clean-ups. A cleanup attribute would need an unwinder's personality in
// the library, and one that is linked in statically does not get along with the process' unwinder.
void pawl_agent_call_(void (*fn)(void *arg), void *arg, void (*at_end)(void *object), void *object)
{
    pthread_cleanup_push(at_end, object);
    fn(arg);
    pthread_cleanup_pop(1);
}
