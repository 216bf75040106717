// locks.h - which functions lock, unlock and wait, and what is a lock: pawl's, pthread's, C11's,
// and those that a program declares by attributes or in a configuration file (docs/vet-config.md).
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_LOCKS_H
#define PAWL_VET_LOCKS_H

#include "vet/model/intern.h"

#include <stdio.h>

enum vet_verb {
    VET_LOCKS,
    VET_TRIES, // locks if the result is a success
    VET_UNLOCKS,
    VET_WAITS, // unlocks, sleeps, locks again: lock is the mutex, other the condition variable
    VET_SIGNALS,
    VET_BEGINS,   // makes an unlocked lock: init
    VET_ENDS,     // destroy
    VET_UPGRADES, // shared to exclusive
    VET_DOWNGRADES,
    VET_HOLDS, // is held: by the caller (VET_REQUIRES), or from now on (VET_ASSERTS)
    VET_FREE,  // must not be held by the caller
    VET_ADDS,  // to a wait group
    VET_DONE,
    VET_WAITS_FOR_ALL,
    VET_STARTS,  // a thread or goroutine, which runs the function starts
    VET_RETURNS, // the result is argument, one of the call's: a guard returns what it has locked
};

enum vet_success { // the result of which a try means that it locked
    VET_ALWAYS,
    VET_ZERO,
    VET_NONZERO,
};

struct vet_effect {
    enum vet_verb verb;
    enum vet_success success;     // VET_LOCKS too: a lock that may fail (timed, error-checking)
    bool shared;                  // for reading
    bool either;                  // an unlock of both kinds: pthread_rwlock_unlock
    bool reentrant;               // may be locked again by who holds it
    bool timed;                   // gives up at a deadline
    bool scoped;                  // a guard: what it locks, a cleanup unlocks
    const struct vet_place *lock; // NULL: some lock, nobody knows which
    const struct vet_place *other;
    const struct vet_function *starts; // VET_STARTS; NULL: not known
    const struct vet_value *argument;  // VET_STARTS: what it is given; VET_ADDS: how many; RETURNS
};

struct vet_locks; // the tables: rules, as in docs/vet-config.md; those that come with pawl, too

// vet_locks_new returns the tables of pawl, pthread and C11.
struct vet_locks *vet_locks_new(void);
void vet_locks_free(struct vet_locks *l);

// vet_locks_read adds what a configuration file declares, or a configuration that comes with pawl
// ("linux", "glibc"): a word without a slash or dot. Returns false, and says in why what is wrong
// with which line.
bool vet_locks_read(struct vet_locks *l, const char *path, char *why, size_t size);

// The configurations that come with pawl and are not always there; NULL at the end.
extern const char *const vet_locks_extra[];

// vet_is_lock_type tells whether this typedef, struct or union name is that of a lock.
bool vet_is_lock_type(const struct vet_locks *l, const char *name);

// Is the function declared not to return, by the tables?
bool vet_is_noreturn(const struct vet_locks *l, const char *name);

enum { VET_EFFECTS = 8 };

// vet_declared_effects writes what a call does by the tables and by the promises of its function;
// not by what is known of its body. Returns how many there are, at most VET_EFFECTS.
size_t vet_declared_effects(const struct vet_locks *l, struct vet_program *p,
                            const struct vet_op *call, struct vet_effect *out);

// vet_returned_argument returns the number of the argument that a function returns, or that the
// struct begins with which it returns, by the tables;
// -1: nothing is known.
int vet_returned_argument(const struct vet_locks *l, const struct vet_function *f);

// vet_is_primitive tells whether the tables, or promises, say all about a function: its body, if
// there is one, is not looked into, as it is a lock's own.
bool vet_is_primitive(const struct vet_locks *l, const struct vet_function *f);

// vet_seen_by_caller returns the place that a place, written with the parameters of call's
// function, is for who makes the call: (*m).mu of f(struct s *m) is p->mu in f(p). NULL: nobody can
// tell.
const struct vet_place *vet_seen_by_caller(struct vet_program *p, const struct vet_op *call,
                                           const struct vet_function *f,
                                           const struct vet_place *place);
const struct vet_value *vet_value_seen_by_caller(struct vet_program *p, const struct vet_op *call,
                                                 const struct vet_function *f,
                                                 const struct vet_value *value);

// vet_member returns the member of base with this name, also one of an anonymous struct or union in
// it; NULL: there is none.
const struct vet_place *vet_member(struct vet_program *p, const struct vet_place *base,
                                   const char *name);

// vet_lock_expression returns the lock that an attribute's argument is about ("m", "&s->mu", "mu"):
// of parameters of f, then of globals. An address stands for what lies there. NULL: not understood.
const struct vet_place *vet_lock_expression(struct vet_program *p, const struct vet_function *f,
                                            const char *text);

#endif
