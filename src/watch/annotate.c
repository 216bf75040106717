// annotate.c - what a program knows of its locks: pawl_lock_* of pawl/check.h.
// SPDX-License-Identifier: MIT
//
// A program that is linked with the library may run on the preload as well, which has the pthread
// locks. What is said to one of the two the other one hears, too.
#include "watch/annotate.h"

#include "base/hook.h"

#include <pawl/check.h>

const char pawl_annotate_copy_;

static void tell(const void *lock, const struct pawl_note *note, const void *caller)
{
    if (!pawl_watched_(PAWL_ON_NOTE))
        return;
    pawl_emit_note_(lock, note, caller);
    if (libpawl_preload_note)
        libpawl_preload_note(&pawl_annotate_copy_, lock, note, caller);
}

void pawl_lock_name(const void *lock, const char *name)
{
    const struct pawl_note note = {PAWL_NOTE_NAME, name, 0, 0};
    tell(lock, &note, PAWL_CALLER_);
}

void pawl_lock_class(const void *lock, const char *class_name)
{
    const struct pawl_note note = {PAWL_NOTE_CLASS, class_name, 0, 0};
    tell(lock, &note, PAWL_CALLER_);
}

void pawl_lock_level(const void *lock, unsigned level)
{
    const struct pawl_note note = {PAWL_NOTE_LEVEL, NULL, level, 0};
    tell(lock, &note, PAWL_CALLER_);
}

void pawl_lock_any_unlocker(const void *lock)
{
    const struct pawl_note note = {PAWL_NOTE_ANY_UNLOCKER, NULL, 0, 0};
    tell(lock, &note, PAWL_CALLER_);
}

void pawl_lock_gone(const void *memory, size_t bytes)
{
    const struct pawl_note note = {PAWL_NOTE_GONE, NULL, bytes, 0};
    tell(memory, &note, PAWL_CALLER_);
}
