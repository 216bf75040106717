// mode.h - does the program get our locks, or does it keep its own and is only watched?
// SPDX-License-Identifier: MIT
#ifndef PAWL_PRELOAD_MODE_H
#define PAWL_PRELOAD_MODE_H

#include <pawl/word.h>

enum mode { MODE_UNKNOWN, MODE_OURS, MODE_OBSERVE };

extern pawl_word mode;

// mode_find reads it from the environment (PAWL_LOCK=glibc), which libraries that lock something in
// their constructors may need before ours has run.
enum mode mode_find(void);

static inline bool mode_is_ours(void)
{
    uint32_t m = pawl_word_load_rlx(&mode);
    return PAWL_LIKELY(m == MODE_OURS) || (m == MODE_UNKNOWN && mode_find() == MODE_OURS);
}

#endif
