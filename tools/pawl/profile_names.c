// profile_names.c - what the locks of a process are called.
// SPDX-License-Identifier: MIT
#include "profile_names.h"

#include "profile_strings.h"
#include "profile_wrappers.h"
#include "text.h"
#include "xalloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] != '\0' ? slash + 1 : path;
}

const char *profile_frame_name(struct profile *p, const struct profile_frame *f)
{
    char text[512] = "";
    if (f->file)
        text_add(text, sizeof text, "%s:%d ", file_name(f->file), f->line);
    if (f->function)
        text_add(text, sizeof text, "%s", f->function);
    else if (f->module)
        text_add(text, sizeof text, "%s+0x%" PRIx64, file_name(f->module), f->offset);
    else if (f->address)
        text_add(text, sizeof text, "0x%" PRIx64, f->address);
    else
        text_add(text, sizeof text, "code of no file");
    text_tame(text);
    return profile_string(p, text);
}

const struct profile_frame *profile_caller(const struct profile_frame *frames, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!profile_is_wrapper(&frames[i]))
            return &frames[i];
    }
    return count > 0 ? &frames[count - 1] : NULL;
}

static const char *name_by_birth(struct profile *p, const struct profile_process *process,
                                 const struct profile_lock *l)
{
    const struct profile_stack *born = &process->stacks[l->born];
    const struct profile_frame *maker = profile_caller(born->frames, born->depth);
    char text[32] = "";
    text_add(text, sizeof text, "unknown %s", profile_kind(l->kind));
    return maker ? profile_frame_name(p, maker) : profile_string(p, text);
}

// ---- unique names -------------------------------------------------------------------------------

// While names are being made.
struct naming {
    const char *first; // the name that others may have as well
    const char *name;
    size_t frame; // of the stack in which it was born, up to which its name tells
};

// Equal names are one string of the profile's.
static bool is_taken(const struct naming *all, size_t count, size_t index)
{
    for (size_t i = 0; i < count; i++) {
        if (i != index && all[i].name == all[index].name)
            return true;
    }
    return false;
}

// Locks that were made by one function for several callers are told apart by these: "new_pool <
// main". The same holds for those whose maker is a wrapper that nobody knows.
static bool tell_caller(struct profile *p, const struct profile_stack *born, struct naming *n)
{
    size_t next = n->frame + 1;
    while (next < born->depth && profile_is_wrapper(&born->frames[next]))
        next++;
    if (next >= born->depth)
        return false;
    char text[1100] = "";
    const struct profile_frame *caller = &born->frames[next];
    if (caller->function)
        text_add(text, sizeof text, "%s < %s", n->first, caller->function);
    else
        text_add(text, sizeof text, "%s < +0x%" PRIx64, n->first, caller->offset);
    n->frame = next;
    n->name = profile_string(p, text);
    return true;
}

static void tell_callers(struct profile *p, const struct profile_process *process,
                         struct naming *all)
{
    bool *taken = xcalloc(process->lock_count, sizeof *taken);
    bool again = true;
    while (again) { // ends: each round goes up at least one frame of some stack
        again = false;
        for (size_t i = 0; i < process->lock_count; i++)
            taken[i] = !process->locks[i].name && is_taken(all, process->lock_count, i);
        for (size_t i = 0; i < process->lock_count; i++) {
            const struct profile_stack *born = &process->stacks[process->locks[i].born];
            again |= taken[i] && tell_caller(p, born, &all[i]);
        }
    }
    free(taken);
}

// How many locks before this one have its name.
static size_t earlier(const struct naming *all, size_t index)
{
    size_t count = 0;
    for (size_t i = 0; i < index; i++)
        count += all[i].name == all[index].name;
    return count;
}

static struct naming first_name(struct profile *p, const struct profile_process *process,
                                const struct profile_lock *l)
{
    const struct profile_stack *born = &process->stacks[l->born];
    const struct profile_frame *maker = profile_caller(born->frames, born->depth);
    const char *name = l->name ? l->name : name_by_birth(p, process, l);
    return (struct naming){name, name, maker ? (size_t)(maker - born->frames) : 0};
}

void profile_name_locks(struct profile *p, struct profile_process *process)
{
    struct naming *all = xcalloc(process->lock_count, sizeof *all);
    for (size_t i = 0; i < process->lock_count; i++)
        all[i] = first_name(p, process, &process->locks[i]);
    tell_callers(p, process, all);
    for (size_t i = 0; i < process->lock_count; i++) {
        size_t before = earlier(all, i);
        char text[1200] = "";
        text_add(text, sizeof text, "%s #%zu", all[i].name, before + 1);
        process->locks[i].name = before > 0 ? profile_string(p, text) : all[i].name;
    }
    free(all);
}
