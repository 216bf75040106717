// go_spin.h - when and how long Go's mutex spins: a rule that the editions of 2015 and 2016 share.
// SPDX-License-Identifier: MIT
#ifndef PAWL_EDITIONS_GO_SPIN_H
#define PAWL_EDITIONS_GO_SPIN_H

#include <stdbool.h>

// pawl_go_can_spin_ is Go's canSpin: may a waiter that has spun iter times since it last slept do
// so once more?
bool pawl_go_can_spin_(int iter);

// pawl_go_do_spin_ is Go's doSpin: one round.
void pawl_go_do_spin_(void);

#endif
