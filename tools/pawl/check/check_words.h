// check_words.h - the parts of a sentence about a finding.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_CHECK_WORDS_H
#define PAWL_TOOLS_CHECK_WORDS_H

#include "check/check_read.h"

#include <stdio.h>

// A text that may have the name of a lock in it, returned by value.
struct check_words {
    char text[1000];
};

// check_words_thread returns `thread 4242 "worker"`, "main thread 4241", "a thread".
struct check_words check_words_thread(const struct checked_process *p,
                                      const struct checked_thread *t);

// check_words_lock returns "queue_lock (mutex)", "pool.lock (rwlock, for reading)", "the mutex made
// at pool.c:41 make_pool", "a condition variable"; flags are PAWL_CHECK_*.
struct check_words check_words_lock(const struct checked_lock *l, uint32_t flags);

// check_words_name returns its name alone: "queue_lock", "the mutex made at pool.c:41 make_pool".
struct check_words check_words_name(const struct checked_lock *l);

// check_words_program returns "sort (pid 123)".
struct check_words check_words_program(const struct checked_process *p);

// check_is_lock tells whether there is one at all.
static inline bool check_is_lock(const struct checked_lock *l)
{
    return l->name || l->kind;
}

// Why a finding is not shown by default: a sentence part, and a word for files. flag is one of
// PAWL_FINDING_HIDDEN. NULL: it is no such flag.
const char *check_hidden_because(uint32_t flag);
const char *check_hidden_word(uint32_t flag);

#endif
