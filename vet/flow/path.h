// path.h - what is known at one point of a path.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_FLOW_PATH_H
#define PAWL_VET_FLOW_PATH_H

#include "vet/flow/flow.h"
#include "vet/flow/range.h"

enum { VET_PATH_LOCKS = 16, VET_PATH_FACTS = 40 };

// A lock that the path has met.
struct vet_lock_now {
    const struct vet_place *place;   // NULL: its name is lost, as what it was made of has changed
    const struct vet_place *written; // as in the source, for people
    const struct vet_lock_class *class;
    const struct vet_op *since;      // the call that locked it
    const struct vet_op *until;      // held is false: the call that unlocked it; NULL: never held
    const struct vet_op *given;      // entry_held: the call that unlocked it first; NULL: none has
    const struct vet_value *pending; // locked only if this is a success; nobody has looked yet
    enum vet_success success;
    bool held, shared, tried;
    bool reentrant;  // it may be locked again by who holds it
    bool fresh;      // begun by this function: nobody else knows it
    bool either;     // unlocked by what is for both kinds
    bool perhaps;    // held is false, but what was called through a pointer may have locked it
    bool maybe;      // not even this is certain: silence
    bool entry_held; // by the caller, when the function began, as it was unlocked first
    bool by_caller;  // since then
    bool asserted;   // by_caller is known of what was called on this path, and of no other path
    bool declared;   // entry_held is a promise, not a guess
    unsigned depth;
};

// What is known of a value: it is the same as another, or a number in a range.
struct vet_fact {
    const struct vet_value *key, *same;
    struct vet_range range;
    bool is_failure; // of an attempt to lock
};

struct vet_path {
    struct vet_flow *flow;
    struct vet_program *program;
    const struct vet_function *function;
    bool in_loop; // numbers that grow are not counted there: each turn would be a new path
    size_t lock_count, fact_count;
    struct vet_lock_now locks[VET_PATH_LOCKS];
    struct vet_fact facts[VET_PATH_FACTS];
};

// ---- know.c: values and places ------------------------------------------------------------------

// What a value is, by all that is known: variables are replaced by what they were set to.
const struct vet_value *vet_known_value(const struct vet_path *path, const struct vet_value *value);
const struct vet_place *vet_known_place(const struct vet_path *path, const struct vet_place *place);

const struct vet_value *vet_known_call(const struct vet_path *path, const struct vet_value *call);
const struct vet_place *vet_known_lock(const struct vet_path *path, const struct vet_place *place);

// The range of a value that vet_known_value has returned.
struct vet_range vet_known_range(const struct vet_path *path, const struct vet_value *value);

// ---- learn.c: what becomes known ----------------------------------------------------------------

// vet_learn notes that value, as written, is not 0 (truth) or 0. Returns false if it cannot be.
bool vet_learn(struct vet_path *path, const struct vet_value *value, bool truth);

// vet_learn_range notes that a known value lies in a range. Returns false if it cannot be.
bool vet_learn_range(struct vet_path *path, const struct vet_value *value, struct vet_range range);

// vet_learn_same notes that the value of key is now that of same, which is known.
void vet_learn_same(struct vet_path *path, const struct vet_value *key,
                    const struct vet_value *same);

// vet_learn_failure notes that a known value, which is not 0, says that a lock was not to be had.
void vet_learn_failure(struct vet_path *path, const struct vet_value *value);

// ---- forget.c: what is known no longer ----------------------------------------------------------

// vet_forget_place: what lies at place, which is known, has changed.
void vet_forget_place(struct vet_path *path, const struct vet_place *place);

// vet_forget_call: this call, a known value, is made again.
void vet_forget_call(struct vet_path *path, const struct vet_value *call);

// vet_forget_shared: other threads ran, and may have written all that they can reach.
void vet_forget_shared(struct vet_path *path);

// vet_forget_writes: what a function writes is not known any longer. tokens are fields and globals.
struct vet_map;
void vet_forget_writes(struct vet_path *path, const struct vet_map *tokens);

// ---- replace.c ----------------------------------------------------------------------------------

const struct vet_value *vet_replace(struct vet_program *p, const struct vet_value *in,
                                    const struct vet_value *from, const struct vet_value *to);
const struct vet_place *vet_replace_in_place(struct vet_program *p, const struct vet_place *in,
                                             const struct vet_value *from,
                                             const struct vet_value *to);

// Is part a part of value, or of how place is found?
bool vet_value_contains(const struct vet_value *value, const struct vet_value *part);
bool vet_place_contains(const struct vet_place *place, const struct vet_value *part);

// Is it of a variable that belongs to the running function alone, as nobody has its address?
bool vet_is_private(const struct vet_place *place);

// vet_is_shared: does a value depend on memory that others may write?
bool vet_is_shared(const struct vet_value *value);

#endif
