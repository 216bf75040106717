// flow.h - the paths through functions, and which locks are held where.
// SPDX-License-Identifier: MIT
//
// A path is followed with what is known on it: which locks are held since where, which are known to
// be free, what variables and conditions are known to be. Two paths that meet with the same
// knowledge go on as one. What a called function does is in its summary, made beforehand.
#ifndef PAWL_VET_FLOW_H
#define PAWL_VET_FLOW_H

#include "vet/locks/locks.h"

struct vet_flow; // all that is known of a program: summaries, who calls whom
struct vet_path; // how it got to one point of a function, and what is known there

// What is told of the paths of a function: of each operation before it happens, and of each end of
// a block with op NULL. An operation may be visited more than once, with different knowledge.
typedef void vet_visit(void *arg, const struct vet_block *block, const struct vet_op *op,
                       const struct vet_path *path);

// Who wants to see the paths of all functions sees them while they are followed for the summaries:
// to follow them once more would take as long again. A function's paths lie between begin and end.
// A second begin says that what was seen since the first is void: the function turned out to start
// with locks held.
struct vet_watch {
    void *(*open)(struct vet_flow *f); // makes what the others are given
    void (*begin)(void *arg, const struct vet_function *function);
    vet_visit *visit;
    void (*end)(void *arg, const struct vet_function *function, bool all_visited);
    void (*close)(void *arg);
};

// vet_flow_new makes the summaries of all functions, callees first. w may be NULL.
struct vet_flow *vet_flow_new(struct vet_program *p, const struct vet_locks *l,
                              const struct vet_watch *w);
void vet_flow_free(struct vet_flow *f);

// What w->open has made.
void *vet_flow_watched(const struct vet_flow *f);

struct vet_program *vet_flow_program(const struct vet_flow *f);
const struct vet_locks *vet_flow_locks(const struct vet_flow *f);

// ---- at one point of a path ---------------------------------------------------------------------

struct vet_held {
    const struct vet_place *lock;
    bool shared, tried; // tried: by trylock, which cannot deadlock
    bool by_caller; // when the function began: told by a promise, or because it is unlocked later
    unsigned depth; // of a reentrant lock
    const struct vet_op *since; // the call that locked it
};

// vet_path_held returns how many locks are held for certain; held[i] for i below that.
size_t vet_path_held(const struct vet_path *path);
struct vet_held vet_path_held_at(const struct vet_path *path, size_t i);

// Is this lock held here? Aliases that are known on the path count.
bool vet_path_holds(const struct vet_path *path, const struct vet_place *lock);

// vet_path_place returns where place really is, by what pointers are known to point to: *m with
// m = &p->mu is p->mu.
const struct vet_place *vet_path_place(const struct vet_path *path, const struct vet_place *place);

// What a value is known to be: true if a constant.
bool vet_path_constant(const struct vet_path *path, const struct vet_value *value, int64_t *out);

// vet_walk follows the paths of a function once more. Returns false if there are too many: not all
// were visited.
bool vet_walk(struct vet_flow *f, const struct vet_function *function, vet_visit *visit, void *arg);

// ---- between functions --------------------------------------------------------------------------

// vet_effects writes what a call does to locks, declared or found out. Returns how many there are,
// at most VET_EFFECTS.
size_t vet_effects(struct vet_flow *f, const struct vet_op *call, struct vet_effect *out);

// What a function, or what it calls, may lock while it runs: places as seen by it (parameters and
// globals), those it may already have locked and let go included.
struct vet_taken {
    const struct vet_place *lock;
    bool shared, tried, reentrant;
    const struct vet_op *where; // the call that locks; in this function or in a callee
    const struct vet_op *call;  // in this function: where itself, or the call that leads there
    const struct vet_function *callee; // that call's, if it is not where
};
size_t vet_may_take(struct vet_flow *f, const struct vet_function *function,
                    const struct vet_taken **out);

// Who calls a function, in the files that were read.
struct vet_call {
    const struct vet_function *caller;
    const struct vet_op *op;
};
size_t vet_callers(struct vet_flow *f, const struct vet_function *function,
                   const struct vet_call **out);

// A lock, for comparison across functions: a global variable, or a field of a type; NULL if it is
// neither. The name is as people say it: "struct account's mu", "table_lock".
struct vet_lock_class {
    const struct vet_variable *variable;
    const struct vet_field *field;
    const char *name;
};
const struct vet_lock_class *vet_class_of(struct vet_flow *f, const struct vet_place *lock);

// May a lock of this class be locked again by who holds it? So, where it was ever begun with
// attributes that may say so.
bool vet_may_be_reentrant(struct vet_flow *f, const struct vet_lock_class *c);

#endif
