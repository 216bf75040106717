// rules.h - the tables inside: what is declared of each function.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_RULES_H
#define PAWL_VET_RULES_H

#include "vet/locks/locks.h"

enum { RULE_NO_ARGUMENT = -1 };

// A line of a table: "try shared timed f(_, @->mu) == 0".
struct lock_rule {
    struct vet_effect effect;         // all but what depends on the call
    int lock, other, function, value; // numbers of arguments
    bool lock_behind;                 // *@: the argument points to a pointer to the lock
    char *path;                       // @->mu: what comes after the @, "" if nothing does
    char *global;                     // the lock is this variable, whatever the arguments
    struct lock_rule *next;           // of the same function
};

struct lock_name {
    char *name;
    struct lock_rule *rules; // in order of the lines; of a function
    bool is_type, is_noreturn;
    struct lock_name *next; // with the same hash
};

enum { LOCK_BUCKETS = 1024 };

struct vet_locks {
    struct lock_name *buckets[LOCK_BUCKETS];
};

// lock_name_find returns NULL if there is none; lock_name_make makes it then.
struct lock_name *lock_name_find(const struct vet_locks *l, const char *name);
struct lock_name *lock_name_make(struct vet_locks *l, const char *name);

// lock_rule_parse adds what a line declares. Returns NULL, or what is wrong with it. Writes into
// line.
const char *lock_rule_parse(struct vet_locks *l, char *line);

// The tables that come with pawl, made from vet/locks/builtin by the build.
struct lock_table {
    const char *name, *text;
};
extern const struct lock_table lock_tables[];

#endif
