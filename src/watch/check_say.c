// check_say.c - says a finding on standard error, from inside the program that has it.
// SPDX-License-Identifier: MIT
//
// Nothing is looked up here: functions appear as file+offset, which addr2line -f knows. `pawl run
// --check` says the same with their names.
#include "base/counter.h"
#include "watch/checked.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct line {
    char text[512];
    size_t length;
};

__attribute__((__format__(__printf__, 2, 3))) static void add(struct line *l, const char *format,
                                                              ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(l->text + l->length, sizeof l->text - l->length, format, arguments);
    va_end(arguments);
    size_t room = sizeof l->text - l->length - 1;
    l->length += n < 0 ? 0 : (size_t)n < room ? (size_t)n : room;
}

static void end(struct line *l)
{
    if (l->length == sizeof l->text - 1)
        l->length--;
    l->text[l->length++] = '\n';
    ssize_t ignored = write(STDERR_FILENO, l->text, l->length);
    (void)ignored;
    l->length = 0;
}

static void add_place(struct line *l, const struct pawl_check_record *r, pawl_record_place place)
{
    uint64_t module = place >> PAWL_RECORD_MODULE_SHIFT;
    uint64_t offset = place & ((UINT64_C(1) << PAWL_RECORD_MODULE_SHIFT) - 1);
    const char *path = module > 0 ? r->head.modules[module - 1].path : "";
    const char *slash = strrchr(path, '/');
    add(l, " %s+0x%" PRIx64, slash ? slash + 1 : path, offset);
}

static void add_lock(struct line *l, const struct pawl_check_record *r,
                     const struct pawl_check_lock_id *id)
{
    const struct pawl_check_class *k = &r->classes[id->class_];
    uint32_t name = id->name ? id->name : k->name;
    if (name != 0)
        add(l, " %s", r->names[name]);
    else if (k->place != 0)
        add_place(l, r, k->place);
    else
        add(l, " the lock at 0x%" PRIx64, id->address);
}

static void say_stack(struct line *l, const struct pawl_check_record *r, const char *what,
                      uint32_t stack)
{
    const struct pawl_record_stack *s = &r->head.stacks[stack];
    if (stack == 0)
        return;
    add(l, "pawl:     %s:", what);
    for (uint32_t i = 0; i < s->depth && i < 8; i++)
        add_place(l, r, s->frames[i]);
    end(l);
}

static const char *const texts[PAWL_FOUND_KINDS] = {
    [PAWL_FOUND_UNLOCK_OF_UNLOCKED] = "unlock-of-unlocked: unlocked, but nobody had locked it",
    [PAWL_FOUND_UNLOCK_BY_OTHER] = "unlock-by-other: unlocked by a thread that does not hold it",
    [PAWL_FOUND_THREAD_ENDS] = "thread-ends-holding: a thread ends, and holds a lock",
    [PAWL_FOUND_PROGRAM_ENDS] = "program-ends-holding: the program ends, and holds a lock",
    [PAWL_FOUND_DESTROY] = "destroy-in-use: destroyed while it is held or waited for",
    [PAWL_FOUND_INIT] = "init-in-use: initialised while it is held or waited for",
    [PAWL_FOUND_FREE] = "free-in-use: freed while it is held or waited for",
    [PAWL_FOUND_HELD_TOO_LONG] = "held-too-long: held longer than allowed",
    [PAWL_FOUND_COPIED] = "copied: the bytes of a used lock were copied, and are used as a lock",
    [PAWL_FOUND_REENTRY] = "reentry: a thread waits for a lock that it holds itself",
    [PAWL_FOUND_READ_AGAIN] = "read-again: read-locked twice; a writer in between is a deadlock",
    [PAWL_FOUND_DEADLOCK] = "deadlock: threads wait for each other, for ever",
    [PAWL_FOUND_ASLEEP] = "asleep: all threads are asleep - deadlock!",
    [PAWL_FOUND_ORDER] = "order: locks are taken in an order that can become a deadlock",
};

static bool is_known(const struct pawl_check_lock_id *id)
{
    return id->address != 0 || id->class_ != 0;
}

static void add_thread(struct line *l, int32_t tid, const char *name)
{
    if ((tid & PAWL_CHECK_GOROUTINE) == 0)
        add(l, "thread %" PRId32 " (%s)", tid, name);
    else if (name[0] != '\0')
        add(l, "goroutine %" PRId32 " (%s)", tid - PAWL_CHECK_GOROUTINE, name);
    else
        add(l, "goroutine %" PRId32, tid - PAWL_CHECK_GOROUTINE);
}

static void say_step(struct line *l, const struct pawl_check_record *r,
                     const struct pawl_check_finding *f, uint32_t i)
{
    const struct pawl_check_step *s = &r->steps[f->first_step + i];
    add(l, "pawl:  %" PRIu32 ". ", i + 1);
    add_thread(l, s->tid, s->thread_name);
    add(l, ":");
    if (is_known(&s->wanted))
        add_lock(l, r, &s->wanted);
    end(l);
    say_stack(l, r, "at", s->stack);
    if (!is_known(&s->held))
        return;
    if (s->holder_tid != 0)
        add(l, "pawl:     held by "), add_thread(l, s->holder_tid, s->holder_name);
    else if (s->held.address != s->wanted.address)
        add(l, "pawl:     and"), add_lock(l, r, &s->held);
    if (l->length > 0)
        end(l);
    bool unlocked = f->kind == PAWL_FOUND_UNLOCK_OF_UNLOCKED;
    say_stack(l, r, unlocked ? "unlocked before at" : "taken at", s->held_stack);
}

// What there is no room for here, once.
static void say_more(struct line *l, const char *kind)
{
    static pawl_word said;
    if (!pawl_word_cas_acq(&said, 0, 1))
        return;
    add(l, "pawl: what to do: pawl explain %.*s; functions and lines: pawl run --check",
        (int)strcspn(kind, ":"), kind);
    end(l);
}

void pawl_check_say_(const struct pawl_check_record *r, const struct pawl_check_finding *f)
{
    struct line *l = pawl_scratch_(sizeof *l); // of a stack there may be little
    struct pawl_calm calm;
    if (!l)
        return;
    pawl_calm_(&calm); // write is a cancellation point, a lock is not
    add(l, "pawl: %s", texts[f->kind]);
    end(l);
    for (uint32_t i = 0; i < f->step_count; i++)
        say_step(l, r, f, i);
    say_more(l, texts[f->kind]);
    pawl_uncalm_(&calm);
    pawl_scratch_end_(l, sizeof *l);
}

void pawl_check_lose_(uint64_t *lost, const char *what)
{
    uint64_t before = pawl_count_(lost);
    pawl_count_add_(lost, 1);
    struct line *l = before == 0 && !pawl_check_how_.quiet ? pawl_scratch_(sizeof *l) : NULL;
    if (!l)
        return;
    struct pawl_calm calm;
    pawl_calm_(&calm);
    add(l, "pawl: too many %s: not all are checked from now on", what);
    end(l);
    pawl_uncalm_(&calm);
    pawl_scratch_end_(l, sizeof *l);
}
