// sleepers.h - how many threads wait without a deadline. For the back ends of futex.h, and for who
// asks whether anybody is left who could wake them.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_PARK_SLEEPERS_H
#define PAWL_SRC_PARK_SLEEPERS_H

#include <pawl/word.h>

// pawl_sleep_begins_ is for a thread that is about to sleep on w, and pawl_sleep_ends_ when it no
// longer does. They ask nobody's lock.
void pawl_sleep_begins_(const pawl_word *w);
void pawl_sleep_ends_(void);

// pawl_sleepers_ returns how many there are at this moment, and in *begun how often one has begun.
uint32_t pawl_sleepers_(uint32_t *begun);

// pawl_sleepers_tell_ has every thread that begins to sleep call f(w), when it is counted, and
// every thread that has waited once and ends, f(NULL). Whatever the caller of pawl_sleepers_ has
// changed before, who is not counted sees in f.
void pawl_sleepers_tell_(void (*f)(const pawl_word *w));
void pawl_sleeper_is_gone_(void);

#endif
