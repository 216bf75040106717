// start.c - what happens when the library is loaded, before any of its functions or after.
// SPDX-License-Identifier: MIT
#include "preload/mode.h"
#include "preload/owner.h"
#include "preload/real.h"
#include "preload/shared_cond.h"
#include "watch/file.h"

#include <stdlib.h>
#include <string.h>

pawl_word mode;

// Threads that do this at the same time find the same.
enum mode mode_find(void)
{
    const char *lock = secure_getenv("PAWL_LOCK");
    enum mode found = lock && strcmp(lock, "glibc") == 0 ? MODE_OBSERVE : MODE_OURS;
    pawl_word_store_rlx(&mode, found);
    return found;
}

// Before src/watch/environment.c, which begins to record.
__attribute__((__constructor__(101))) static void at_load(void)
{
    real_look_up();
    owner_begin();
    shared_cond_begin();
    pawl_record_flags_ = mode_find() == MODE_OBSERVE ? PAWL_RECORD_OBSERVE : 0;
}
