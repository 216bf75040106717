// thread.c - what the profile knows of one thread.
// SPDX-License-Identifier: MIT
#include "watch/thread.h"

#include "park/agent.h"
#include "park/park.h"
#include "park/task.h"

#include <string.h>
#include <sys/mman.h>

static struct pawl_profile_thread *allocate(void)
{
    int saved = errno;
    void *p = mmap(NULL, sizeof(struct pawl_profile_thread), PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    errno = saved;
    return p == MAP_FAILED ? NULL : p;
}

void pawl_profile_thread_begin_(struct pawl_profile_thread *t, struct pawl_record *r,
                                uint32_t generation)
{
    memset(t->seen, 0, sizeof t->seen);
    memset(t->reading, 0, sizeof t->reading);
    t->wait.active = false;
    t->generation = generation;
    t->record = r;
    pawl_word_add_acq(pawl_task_here_() ? &r->goroutines : &r->head.threads, 1);
}

struct pawl_profile_thread *pawl_profile_thread_(void)
{
    void **slot = pawl_parker_slot_();
    struct pawl_profile_thread *t = *slot;
    uint32_t agent = pawl_agent_self_();
    if (PAWL_LIKELY(t && t->agent == agent))
        return t;
    if (!t)
        *slot = t = allocate();
    if (!t)
        return NULL;
    memset(t, 0, sizeof *t);
    t->agent = agent;
    t->random = agent;
    return t;
}
