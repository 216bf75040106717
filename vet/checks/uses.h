// uses.h - where data is used, and which locks are held there: what the checks "guarded" and "leak"
// look at.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_CHECKS_USES_H
#define PAWL_VET_CHECKS_USES_H

#include "vet/checks/checks.h"
#include "vet/flow/map.h"

enum { VET_USE_LOCKS = 6, VET_USE_MAY = 8, VET_ITEMS = 4 };

struct vet_use_lock {
    const struct vet_place *lock; // as the function sees it
    const struct vet_lock_class *class;
    bool shared;
    const struct vet_op *since; // NULL: by the caller
};

// The locks at one point of a function, on all paths there.
struct vet_use_locks {
    bool unsure; // others may be held
    size_t held_count, may_count, free_count;
    struct vet_use_lock held[VET_USE_LOCKS];
    const struct vet_lock_class *may[VET_USE_MAY]; // on some path, or by another name
    const struct vet_place *free[VET_USE_LOCKS];   // let go by the function itself, on some path
};

// What a read, a write or a call uses.
struct vet_use {
    const struct vet_function *function;
    const struct vet_op *op;
    const struct vet_place *place;      // as known on the path; NULL: a call
    const struct vet_value **arguments; // of a call, as known on the path
    struct vet_use_locks locks;
};

// A pointer that a function returns, or writes to where a parameter points.
struct vet_gift {
    const struct vet_function *function;
    struct vet_location location;
    const struct vet_value *written, *value; // in the source, and as known on the path
    bool is_returned;
    struct vet_use_locks locks;
};

// The locks with which a function is called.
struct vet_context {
    bool is_set;
    bool is_alone;   // it begins or ends locks or threads, or is only called by who does
    bool is_limited; // the same, or its name says so
    struct vet_use_locks locks;
};

struct vet_uses {
    struct vet_flow *flow;
    struct vet_program *program;
    struct vet_use *list;
    size_t count, room;
    struct vet_gift *gifts;
    size_t gift_count;
    struct vet_map owners;  // records with a lock that somebody locks, or with declared fields
    struct vet_map numbers; // by function: in context
    struct vet_context *context;
    // While the paths are followed: of which function, and what there was before it.
    const struct vet_function *followed;
    size_t count_before, gift_count_before;
    struct vet_map seen;  // by operation of it: number of its use
    struct vet_map noted; // all functions of which all paths were seen
};

// Uses are noted while the functions are followed (struct vet_watch); what is left then is added
// by vet_uses_complete.
void vet_uses_open(struct vet_uses *u, struct vet_flow *f);
void vet_uses_begin(void *arg, const struct vet_function *f);
vet_visit vet_uses_visit;
void vet_uses_end(void *arg, const struct vet_function *f, bool all_visited);
void vet_uses_complete(struct vet_uses *u);
void vet_uses_free(struct vet_uses *u);

void vet_note_gift(struct vet_uses *u, const struct vet_block *b, const struct vet_op *op,
                   const struct vet_path *path);

const struct vet_context *vet_context_of(const struct vet_uses *u, const struct vet_function *f);
void vet_find_contexts(struct vet_uses *u);

// ---- lists of locks -----------------------------------------------------------------------------

// vet_locks_merge makes a true of this path and of that one. Returns whether it has changed.
bool vet_locks_merge(struct vet_use_locks *a, const struct vet_use_locks *b);
void vet_locks_may(struct vet_use_locks *l, const struct vet_lock_class *class);
void vet_locks_hold(struct vet_use_locks *l, struct vet_use_lock lock);

struct vet_use_locks vet_locks_on(const struct vet_path *path);

// The locks at a use, those of all callers included.
struct vet_use_locks vet_locks_at(const struct vet_uses *u, const struct vet_use *use);

// ---- what is used -------------------------------------------------------------------------------

// Data of an object with locks: the same one for all objects of its type, or a global variable's.
struct vet_item {
    const struct vet_place *data;
    const struct vet_place *owner; // the object; NULL: it is global
};

// vet_items_of returns the items that a place is, at most VET_ITEMS.
size_t vet_items_of(const struct vet_uses *u, const struct vet_place *place, struct vet_item *out);

// The object that a lock is a member of; NULL: it is none.
const struct vet_place *vet_owner_of_lock(const struct vet_place *lock,
                                          const struct vet_lock_class *class);

// Is there nobody else yet, or no more, who could use this object?
bool vet_is_own(const struct vet_uses *u, const struct vet_use *use);

#endif
