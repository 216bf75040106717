// check_kinds.c - the kinds of findings: what each is called, what it means, what to do about it.
// SPDX-License-Identifier: MIT
#include "check/check_kinds.h"

#include <string.h>

static const struct check_kind kinds[PAWL_FOUND_KINDS] = {
    [PAWL_FOUND_UNLOCK_OF_UNLOCKED] =
        {"unlock-of-unlocked", "a lock was unlocked that nobody had locked",
         "Look for a path on which it is unlocked twice, or never locked. An unlock too many lets "
         "two threads in at once later, or ends the program."},
    [PAWL_FOUND_UNLOCK_BY_OTHER] =
        {"unlock-by-other", "a lock was unlocked by a thread that does not hold it",
         "Let the thread unlock it that has locked it; to tell another thread something use a "
         "condition variable or a semaphore. If the lock is handed over on purpose, say so with "
         "pawl_lock_any_unlocker."},
    [PAWL_FOUND_THREAD_ENDS] =
        {"thread-ends-holding", "a thread has ended and still holds a lock",
         "Unlock it on every way out of the thread: early returns, pthread_exit, exceptions, and "
         "cancellation (pthread_cleanup_push). Nobody can get this lock any more."},
    [PAWL_FOUND_PROGRAM_ENDS] =
        {"program-ends-holding", "the thread that ended the program holds a lock",
         "Unlock it before exit() or the return from main: destructors and other threads that "
         "want it while the program ends would wait for ever."},
    [PAWL_FOUND_DESTROY] =
        {"destroy-in-use", "a lock was destroyed while it was held or waited for",
         "Destroy it only when nobody can use it any more: join the threads first, or count the "
         "references to what it is part of."},
    [PAWL_FOUND_INIT] =
        {"init-in-use", "a lock was initialised again while it was held or waited for",
         "Initialise it once, before other threads can see it: with a static initialiser, in "
         "pthread_once, or before the threads are started."},
    [PAWL_FOUND_FREE] =
        {"free-in-use", "a lock was freed while it was held or waited for",
         "Unlock it, and be sure that nobody else can come to it, before its memory is freed: take "
         "it out of every list first, or count the references to it."},
    [PAWL_FOUND_HELD_TOO_LONG] =
        {"held-too-long", "a lock was held longer than --held-too-long allows",
         "Do the slow part without the lock: copy under it what is needed, unlock, and then do "
         "input, output, long computations, or sleep."},
    [PAWL_FOUND_COPIED] =
        {"copied", "a lock was copied from another one that had been used",
         "Pass a pointer to the structure and not the structure itself, and initialise the lock of "
         "a copy anew: a copied lock may be locked for ever, and protects nothing that the "
         "original does."},
    [PAWL_FOUND_REENTRY] =
        {"reentry", "a thread waits for a lock that it holds itself",
         "If the function that took it has returned, unlock it on every way out of it, early "
         "returns too. Else split the function in two: one that locks, and one for callers that "
         "hold the lock already. Or use a reentrant lock (PTHREAD_MUTEX_RECURSIVE), if the data "
         "are whole at every moment when it is locked again."},
    [PAWL_FOUND_READ_AGAIN] =
        {"read-again", "a thread took a read lock again that it held already",
         "A writer who comes between the two waits for the first read lock, and the second waits "
         "for the writer: none of them goes on. Take it once, and call functions that expect it to "
         "be held."},
    [PAWL_FOUND_DEADLOCK] = {"deadlock", "threads wait for each other in a circle, for ever",
                             "Break one of the four conditions that every deadlock needs:"},
    [PAWL_FOUND_ASLEEP] =
        {"asleep", "all threads are asleep - deadlock!",
         "Find who should have woken the first of them: a signal or broadcast that came before the "
         "wait, or was sent without a change of the condition under the mutex; an unlock that is "
         "missing; a thread that waits for the end of one that cannot end."},
    [PAWL_FOUND_ORDER] = {"order", "locks are taken in an order that can become a deadlock",
                          "Break one of the four conditions that every deadlock needs:"},
};

const struct check_kind *check_kind_of(enum pawl_check_kind kind)
{
    return &kinds[kind];
}

enum pawl_check_kind check_kind_named(const char *word)
{
    for (int i = PAWL_FOUND_NOTHING + 1; i < PAWL_FOUND_KINDS; i++) {
        if (strcmp(kinds[i].word, word) == 0)
            return (enum pawl_check_kind)i;
    }
    return PAWL_FOUND_NOTHING;
}

void check_kind_words(const char *words[PAWL_FOUND_KINDS])
{
    for (int i = 1; i < PAWL_FOUND_KINDS; i++)
        words[i - 1] = kinds[i].word;
    words[PAWL_FOUND_KINDS - 1] = NULL;
}
