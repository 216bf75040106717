// check_words.c - the parts of a sentence about a finding.
// SPDX-License-Identifier: MIT
#include "check/check_words.h"

#include "report_frame.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define ADD(w, ...) text_add((w).text, sizeof(w).text, __VA_ARGS__)

struct check_words check_words_thread(const struct checked_process *p,
                                      const struct checked_thread *t)
{
    struct check_words w = {""};
    bool named = t->name && t->name[0] != '\0';
    if (t->tid >= PAWL_CHECK_GOROUTINE && named)
        ADD(w, "goroutine %d \"%s\"", t->tid - PAWL_CHECK_GOROUTINE, t->name);
    else if (t->tid >= PAWL_CHECK_GOROUTINE)
        ADD(w, "goroutine %d", t->tid - PAWL_CHECK_GOROUTINE);
    else if (t->tid > 0 && t->tid == p->about.pid)
        ADD(w, "main thread %d", t->tid);
    else if (t->tid > 0 && named)
        ADD(w, "thread %d \"%s\"", t->tid, t->name);
    else if (t->tid > 0)
        ADD(w, "thread %d", t->tid);
    else if (t->number > 0 && t->number != PAWL_CHECK_UNKNOWN)
        ADD(w, "thread number %u of the program", t->number);
    else
        ADD(w, "a thread");
    return w;
}

struct check_words check_words_name(const struct checked_lock *l)
{
    struct check_words w = {""};
    bool cond = l->kind && strcmp(l->kind, "cond") == 0;
    if (l->name)
        ADD(w, "%s%s", l->described ? "the " : "", l->name);
    else
        ADD(w, "a %s", cond ? "condition variable" : l->kind ? l->kind : "lock");
    return w;
}

struct check_words check_words_lock(const struct checked_lock *l, uint32_t flags)
{
    struct check_words w = check_words_name(l);
    bool shared = (flags & PAWL_CHECK_SHARED) != 0;
    const char *kind = l->name && !l->described ? l->kind : NULL;
    if (kind && shared)
        ADD(w, " (%s, for reading)", kind);
    else if (kind || shared)
        ADD(w, " (%s)", kind ? kind : "for reading");
    if (l->address)
        ADD(w, " at 0x%" PRIx64, l->address);
    return w;
}

struct check_words check_words_program(const struct checked_process *p)
{
    struct check_words w = {""};
    ADD(w, "%.200s (pid %d)", report_file_name(p->about.program ? p->about.program : ""),
        p->about.pid);
    return w;
}

// ---- why a finding is hidden --------------------------------------------------------------------

static const struct {
    uint32_t flag;
    const char *word, *because;
} hidden[] = {
    {PAWL_FINDING_GATED, "gated", "all who do it hold one and the same lock at that time"},
    {PAWL_FINDING_ONE_THREAD, "one-thread", "one thread alone does it"},
    {PAWL_FINDING_ALIKE, "alike", "it was seen of locks that are alike, but not of the same ones"},
    {PAWL_FINDING_DEADLINE, "deadline", "one of the waits has a deadline, and ends by itself"},
};

const char *check_hidden_because(uint32_t flag)
{
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        if (hidden[i].flag == flag)
            return hidden[i].because;
    }
    return NULL;
}

const char *check_hidden_word(uint32_t flag)
{
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        if (hidden[i].flag == flag)
            return hidden[i].word;
    }
    return NULL;
}
