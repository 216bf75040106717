// rl.h - Relacy, without its macros over malloc, pthreads and errno.
// SPDX-License-Identifier: MIT
//
// Relacy keeps for each atomic the last three values and who may still see which: it finds what is
// wrong under C11's rules and cannot go wrong on this machine. It does not let a load see a store
// that comes later (load buffering), and its bounded searches look back one value only.
//
// Not defined here: RL_IMPROVED_SEQ_CST_RMW. It makes every read-modify-write a full fence, also
// the relaxed ones, and then no loss of acquire or release in a compare-and-swap or exchange is
// noticed (weaken.cpp). What it is for, seq_cst operations, the library has none of; the fences in
// the futex are right without it. Nor RL_IMPROVED_SEQ_CST_FENCE, with which a release store orders
// what was stored there before.
#ifndef PAWL_TESTS_WEAK_RELACY_RL_H
#define PAWL_TESTS_WEAK_RELACY_RL_H

#include <relacy/base.hpp>

#include <relacy/context.hpp>

#include <relacy/context_base_impl.hpp>

#include <relacy/atomic.hpp>
#include <relacy/atomic_fence.hpp>
#include <relacy/backoff.hpp>
#include <relacy/stdlib/condition_variable.hpp>
#include <relacy/stdlib/event.hpp>
#include <relacy/stdlib/mutex.hpp>
#include <relacy/stdlib/semaphore.hpp>
#include <relacy/test_suite.hpp>
#include <relacy/var.hpp>

#endif
