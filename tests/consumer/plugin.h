// plugin.h - a shared object that uses locks which belong to somebody else.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_PLUGIN_H
#define PAWL_TESTS_PLUGIN_H

#include <pawl/mutex.h>

// What the objects and the program share: a mutex, and two counters that are equal outside it.
struct common {
    pawl_mutex mu;
    long left, right;
};

// plugin_fight locks, counts and unlocks so often. Returns how often it saw unequal counters.
typedef int plugin_fight_fn(struct common *c, long rounds);

#endif
