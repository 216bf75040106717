// thread.h - goroutines that are threads: the pinned ones, and with PAWL_GO=threads all.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_GOROUTINE_THREAD_H
#define PAWL_SRC_GOROUTINE_THREAD_H

#include <pawl/go.h>

// pawl_thread_go_ is pawl_go_with for them. wg: told when it ends, NULL: none.
int pawl_thread_go_(const struct pawl_go_attr *attr, pawl_go_fn *fn, void *arg, pawl_waitgroup *wg);

// Of the calling thread, if it is a goroutine; 0 and NULL if not.
uint64_t pawl_thread_id_(void);
const char *pawl_thread_name_(void);

// pawl_thread_count_ returns how many there are.
size_t pawl_thread_count_(void);

// pawl_thread_reset_ forgets all; in a forked child.
void pawl_thread_reset_(void);

#endif
