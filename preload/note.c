// note.c - what a program says of its locks (pawl/check.h), if it is linked with libpawl, too.
// SPDX-License-Identifier: MIT
//
// pawl_lock_name and the like are ours to any program but one that has the library inside; so what
// we are told goes on to libpawl.so, if that is there, and what it is told comes to us.
#include "watch/annotate.h"

#include "base/hook.h"
#include "watch/checked.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

// libpawl.so's; NULL: it is not there.
static struct {
    void (*name)(const void *lock, const char *text);
    void (*class_)(const void *lock, const char *text);
    void (*level)(const void *lock, unsigned number);
    void (*any_unlocker)(const void *lock);
    void (*gone)(const void *memory, size_t bytes);
} next;

static uintptr_t find(const char *name)
{
    return (uintptr_t)dlsym(RTLD_NEXT, name);
}

// At load time, and then never again: a look-up that fails allocates, and frees, and that is told.
__attribute__((__constructor__)) static void at_load(void)
{
    if (!secure_getenv("PAWL_CHECK") || !find("pawl_lock_gone"))
        return;
    next.name = (void (*)(const void *, const char *))find("pawl_lock_name");
    next.class_ = (void (*)(const void *, const char *))find("pawl_lock_class");
    next.level = (void (*)(const void *, unsigned))find("pawl_lock_level");
    next.any_unlocker = (void (*)(const void *))find("pawl_lock_any_unlocker");
    next.gone = (void (*)(const void *, size_t))find("pawl_lock_gone");
}

static void pass_on(const void *lock, const struct pawl_note *note)
{
    if (!next.gone)
        return;
    switch (note->what) {
    case PAWL_NOTE_NAME: next.name(lock, note->text); break;
    case PAWL_NOTE_CLASS: next.class_(lock, note->text); break;
    case PAWL_NOTE_LEVEL: next.level(lock, (unsigned)note->number); break;
    case PAWL_NOTE_ANY_UNLOCKER: next.any_unlocker(lock); break;
    case PAWL_NOTE_GONE: next.gone(lock, note->number); break;
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

// For libpawl-check.so, which does not know whether memory is gone until somebody else may have it.

extern __attribute__((__visibility__("default"))) uint32_t libpawl_preload_moment(void);
uint32_t libpawl_preload_moment(void)
{
    return pawl_watched_(PAWL_ON_NOTE) ? pawl_check_moment_() : 0;
}

extern __attribute__((__visibility__("default"))) void libpawl_preload_gone(const void *memory,
                                                                            size_t bytes,
                                                                            uint32_t moment);
void libpawl_preload_gone(const void *memory, size_t bytes, uint32_t moment)
{
    const struct pawl_note note = {PAWL_NOTE_GONE, NULL, bytes, moment};
    if (!pawl_watched_(PAWL_ON_NOTE))
        return;
    pawl_emit_note_(memory, &note, PAWL_CALLER_);
    pass_on(memory, &note);
}
