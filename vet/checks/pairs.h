// pairs.h - what the files of the check "pairs" share.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_CHECKS_PAIRS_H
#define PAWL_VET_CHECKS_PAIRS_H

#include "vet/checks/checks.h"
#include "vet/flow/inside.h"

struct vet_pairs {
    struct vet_flow *flow;
    struct vet_findings *out;
    struct vet_map roots; // by lock class: number in root
    struct vet_root *root;
    size_t root_count;
};

// Functions that nobody calls, as far as can be seen, and that leave a lock of a class locked, or
// unlock one that they have not locked.
struct vet_root {
    size_t lockers, unlockers;
};

void vet_find_roots(struct vet_pairs *p);
struct vet_root vet_root_of(const struct vet_pairs *p, const struct vet_lock_class *class);

// vet_is_let_go_by_callers: does somebody who calls function unlock the lock of this class that it
// has left locked? Also true if that cannot be said.
bool vet_is_let_go_by_callers(struct vet_pairs *p, const struct vet_function *function,
                              const struct vet_lock_class *class);

// The same, but only if it is seen in one who calls it.
bool vet_is_seen_let_go(const struct vet_function *function);

// vet_is_held_by_callers: does somebody call function with the lock held that it unlocks? Also true
// if that cannot be said.
bool vet_is_held_by_callers(struct vet_pairs *p, const struct vet_function *function,
                            const struct vet_lock_class *class);

// vet_may_be_made_up: is there an unlock of this class after the call, in this caller and those who
// call it, or (after is false) a lock before it? Paths are not told apart.
bool vet_may_be_made_up(struct vet_pairs *p, const struct vet_call *call,
                        const struct vet_lock_class *class, bool after);

// Is the function called so that one expects it to return with a lock held, or to unlock one?
bool vet_is_named_locker(const char *name);
bool vet_is_named_unlocker(const char *name);

// What the function does: twice locked, returns, unlocks.
void vet_pairs_events(struct vet_pairs *p, const struct vet_function *function);
void vet_pairs_returns(struct vet_pairs *p, const struct vet_function *function);
void vet_pairs_unlocks(struct vet_pairs *p, const struct vet_function *function);

// Was the lock taken, or let go, by this function itself, or by a callee that is to blame for it?
bool vet_is_own_call(struct vet_pairs *p, const struct vet_op *op,
                     const struct vet_lock_class *class, bool locks);

// Has a promise told what function does to this lock?
bool vet_is_promised(const struct vet_pairs *p, const struct vet_function *function,
                     const struct vet_place *place);

// Does function count by itself how often the lock is held?
bool vet_is_counted(const struct vet_pairs *p, const struct vet_function *function,
                    const struct vet_lock_now *lock);

// Was the lock that since has taken locked once more, by mistake?
bool vet_is_locked_twice(const struct vet_function *function, const struct vet_op *since);

// Is the lock at place unlocked where it is known not to be locked?
bool vet_is_unlocked_unlocked(const struct vet_function *function, const struct vet_place *place);

// What callers can tell of a way out by its result.
enum vet_result {
    VET_RESULT_ANY,
    VET_RESULT_ERROR,
    VET_RESULT_ZERO,
    VET_RESULT_MORE,
    VET_RESULT_NOT_ZERO
};
enum vet_result vet_result_kind(const struct vet_exit *e);

// Would callers take both ways out for the same?
bool vet_look_alike(const struct vet_exit *a, const struct vet_exit *b);

const char *vet_lock_name(const struct vet_pairs *p, const struct vet_lock_now *l);

#endif
