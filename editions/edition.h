// edition.h - one lock of the museum: the editions of Go's mutex, pawl's own, and the controls.
// SPDX-License-Identifier: MIT
//
// Each lock is one file that defines one struct pawl_edition. The laboratory, the benchmarks, the
// tests and the model checker reach all of them through this table and know nothing else of them.
#ifndef PAWL_EDITIONS_EDITION_H
#define PAWL_EDITIONS_EDITION_H

#include <stdbool.h>
#include <stddef.h>

// Room for any lock of the table, on cache lines of its own. All zero is unlocked for every lock.
union pawl_edition_lock {
    _Alignas(128) char bytes[128];
};

struct pawl_edition {
    const char *name;   // as given to --locks: "m2016"
    int year;           // 0: not an edition of Go's mutex but a control
    const char *change; // what is new in it, one line
    const char *reason; // why it was changed, or why it is here, one line
    size_t size;        // bytes of its lock
    bool excludes;      // false only for busted, which every checker must catch
    void (*lock)(void *lock);
    void (*unlock)(void *lock);
    bool (*trylock)(void *lock); // NULL: it has none
};

// All of them, oldest edition first, then the controls; ends with NULL.
extern const struct pawl_edition *const pawl_editions[];

// pawl_edition_find returns the lock of that name, or NULL.
const struct pawl_edition *pawl_edition_find(const char *name);

#endif
