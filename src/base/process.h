// process.h - what the system says of this process and its threads.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_BASE_PROCESS_H
#define PAWL_SRC_BASE_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

// Between pawl_calm_ and pawl_uncalm_ nothing is a cancellation point, and errno stays.
struct pawl_calm {
    int error, state;
};
void pawl_calm_(struct pawl_calm *calm);
void pawl_uncalm_(const struct pawl_calm *calm);

// pawl_process_threads_ returns how many threads the process has; 0: not known.
uint32_t pawl_process_threads_(void);

// pawl_process_is_asleep_ tells whether a thread is. Who was woken is not, even if it has not run
// yet.
bool pawl_process_is_asleep_(uint32_t tid);

// pawl_process_others_sleep_ tells whether all threads are asleep but the caller; false, too, if it
// is not known. Calls malloc.
bool pawl_process_others_sleep_(void);

// pawl_process_has_handlers_ tells whether a signal may make the process do something.
bool pawl_process_has_handlers_(void);

#endif
