// guarded.h - what the files of the check "guarded" share, and "leak" asks of them.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_CHECKS_GUARDED_H
#define PAWL_VET_CHECKS_GUARDED_H

#include "vet/checks/uses.h"

enum vet_guarding {
    VET_GUARDED,        // the lock is held
    VET_GUARDED_SHARED, // for reading, but this is a write
    VET_UNGUARDED,      // nobody holds it
    VET_OTHER_GUARDED,  // only that of another object is held
    VET_UNSURE,
};

// Is data of this owner used with its lock of this class held? Of who may be called from anywhere
// nothing is sure, but it can be expected to say what it needs, where guards are declared.
enum vet_guarding vet_guarding_of(const struct vet_uses *u, const struct vet_use *use,
                                  const struct vet_place *owner, const struct vet_lock_class *guard,
                                  bool is_declared);

bool vet_is_write(const struct vet_use *use);

// ++ reads and writes: it counts once, as a write.
bool vet_is_read_of_update(const struct vet_uses *u, size_t number);

// The guard's name beside a place as written: p->mu for p->n.
const char *vet_guard_name(const struct vet_uses *u, const struct vet_place *written,
                           const struct vet_lock_class *guard);

// The lock that data is declared to be guarded by; NULL: none, or it could not be understood.
// *owner is the object that both belong to, NULL if the lock is a global one.
const struct vet_lock_class *vet_declared_guard(const struct vet_uses *u,
                                                const struct vet_place *place,
                                                const struct vet_place **owner);

// What is told of the uses of one item.
struct vet_tally {
    const struct vet_place *data;
    const struct vet_lock_class *guard; // that is held most often
    size_t held, held_writes, functions, unguarded, unsure;
    bool is_atomic;                    // somewhere
    const struct vet_use *examples[2]; // with the guard held, in two functions if there are
    size_t first;                      // number in the list of those; SIZE_MAX: the end
};

struct vet_tallied {
    size_t use, next;
    const struct vet_place *owner;
};

struct vet_tallies {
    struct vet_map numbers; // by data
    struct vet_tally *list;
    size_t count;
    struct vet_tallied *uses;
    size_t use_count;
};

void vet_tally(const struct vet_uses *u, struct vet_tallies *t);
void vet_tallies_free(struct vet_tallies *t);

// All uses of a program and what is told of them, for the checks that watch with vet_guards_watch.
struct vet_guards {
    struct vet_uses uses; // the first: what its functions are given
    bool is_complete;
    struct vet_tallies tallies;
};
extern const struct vet_watch vet_guards_watch;
const struct vet_guards *vet_guards_of(struct vet_flow *f);

// Is it guarded by its guard, by all that was seen?
bool vet_is_guarded(const struct vet_tally *t);

void vet_check_declared(const struct vet_uses *u, struct vet_findings *out);
void vet_check_required(const struct vet_uses *u, struct vet_findings *out);

#endif
