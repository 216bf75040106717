// note.c - what a program says of its locks (pawl/check.h), if it is linked with libpawl, too.
// SPDX-License-Identifier: MIT
//
// pawl_lock_name and the like are ours to any program but one that has the library inside; so what
// we are told goes on to libpawl.so, if that is there, and what it is told comes to us.
#include "watch/annotate.h"

#include "base/hook.h"

#include <dlfcn.h>
#include <stdint.h>

static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static void pass_text(const char *name, const void *lock, const char *text)
{
    void (*function)(const void *, const char *) =
        (void (*)(const void *, const char *))(uintptr_t)next(name);
    if (function)
        function(lock, text);
}

// Of every free: looked up once.
static void pass_gone(const void *memory, size_t bytes)
{
    static void *function;
    static pawl_word known;
    if (pawl_word_load_acq(&known) == 0) {
        function = next("pawl_lock_gone");
        pawl_word_store_rel(&known, 1);
    }
    if (function)
        ((void (*)(const void *, size_t))(uintptr_t)function)(memory, bytes);
}

static void pass_on(const void *lock, const struct pawl_note *note)
{
    void (*level)(const void *, unsigned) =
        (void (*)(const void *, unsigned))(uintptr_t)next("pawl_lock_level");
    void (*any)(const void *) = (void (*)(const void *))(uintptr_t)next("pawl_lock_any_unlocker");
    switch (note->what) {
    case PAWL_NOTE_NAME: pass_text("pawl_lock_name", lock, note->text); break;
    case PAWL_NOTE_CLASS: pass_text("pawl_lock_class", lock, note->text); break;
    case PAWL_NOTE_LEVEL:
        if (level)
            level(lock, (unsigned)note->number);
        break;
    case PAWL_NOTE_GONE: pass_gone(lock, note->number); break;
    case PAWL_NOTE_ANY_UNLOCKER:
        if (any)
            any(lock);
        break;
    }
}

void libpawl_preload_note(const char *copy, const void *lock, const struct pawl_note *note,
                          const void *caller)
{
    if (copy == &pawl_annotate_copy_)
        pass_on(lock, note);
    else
        pawl_emit_note_(lock, note, caller);
}
