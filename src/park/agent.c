// agent.c - who is calling? Threads and goroutines, numbered in the order in which they ask.
// SPDX-License-Identifier: MIT
//
// Not the kernel's number: that is given again as soon as a thread has exited, and then a new
// thread would seem to hold what the old one left locked.
#include "park/agent.h"

#include "base/fatal.h"
#include "park/task.h"

#include <pawl/word.h>
#include <pthread.h>

static pawl_word last;

static _Thread_local uint32_t self __attribute__((__tls_model__("initial-exec")));

// The number that is kept there, or a new one.
static uint32_t number(uint32_t *kept)
{
    if (PAWL_UNLIKELY(*kept == 0)) {
        *kept = pawl_word_add_acq(&last, 1) + 1;
        if (PAWL_UNLIKELY(*kept == 0))
            pawl_fatal_("pawl: more than 2^32 - 1 threads and goroutines", NULL);
    }
    return *kept;
}

// Not inlined: in a goroutine the address must not be known before the question who calls.
__attribute__((__noinline__)) static uint32_t thread_number(void)
{
    return number(&self);
}

uint32_t pawl_agent_self_(void)
{
    return pawl_task_here_() ? number(pawl_tasks_.agent()) : thread_number();
}

// A goroutine may be on another thread after fn, and ends by return only. For a thread it is the
// system's own list of clean-ups. A cleanup attribute would need an unwinder's personality in
// the library, and one that is linked in statically does not get along with the process' unwinder.
void pawl_agent_call_(void (*fn)(void *arg), void *arg, void (*at_end)(void *object), void *object)
{
    if (pawl_task_here_()) {
        fn(arg);
        at_end(object);
        return;
    }
    pthread_cleanup_push(at_end, object);
    fn(arg);
    pthread_cleanup_pop(1);
}
