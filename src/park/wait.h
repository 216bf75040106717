// wait.h - what a waiter says when it begins to wait.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_PARK_WAIT_H
#define PAWL_SRC_PARK_WAIT_H

#include "base/hook.h"
#include "park/task.h"

// pawl_wait_begins_ tells the watcher, and, if the caller is a goroutine, notes in it, that it is
// about to sleep for lock. how: PAWL_OF_, PAWL_SHARED_, PAWL_TRIES_.
static inline void pawl_wait_begins_(unsigned how, const void *lock)
{
    pawl_event_(PAWL_ON_WAIT_BEGIN | how, lock, 0);
    if (pawl_task_here_())
        pawl_tasks_.waits_for(how, lock);
}

#endif
