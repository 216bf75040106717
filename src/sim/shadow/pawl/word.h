// word.h - the model checker's atomic word: takes the place of include/pawl/word.h.
// SPDX-License-Identifier: MIT
//
// Same names, but each operation first asks the scheduler (sim/ops.h), and tells it from which
// function and line it comes. Memory orders are accepted and ignored: this checker explores
// interleavings of a sequentially consistent machine.
#ifndef PAWL_WORD_H
#define PAWL_WORD_H

#include <pawl/base.h>

#include "sim/ops.h"

typedef uint32_t pawl_word;

#define SIM_HERE __func__, __LINE__
#define pawl_word_load_rlx(w) sim_load((w), SIM_HERE)
#define pawl_word_load_acq(w) sim_load((w), SIM_HERE)
#define pawl_word_store_rlx(w, v) sim_store((w), (v), SIM_HERE)
#define pawl_word_store_rel(w, v) sim_store((w), (v), SIM_HERE)
#define pawl_word_xchg_acq(w, v) sim_xchg((w), (v), SIM_HERE)
#define pawl_word_xchg_rel(w, v) sim_xchg((w), (v), SIM_HERE)
#define pawl_word_add_acq(w, d) sim_add((w), (d), SIM_HERE)
#define pawl_word_add_rel(w, d) sim_add((w), (d), SIM_HERE)
#define pawl_word_add_acq_rel(w, d) sim_add((w), (d), SIM_HERE)
#define pawl_word_cas_acq(w, old, v) sim_cas((w), (old), (v), false, SIM_HERE)
#define pawl_word_cas_rel(w, old, v) sim_cas((w), (old), (v), false, SIM_HERE)
#define pawl_word_casw_rlx(w, old, v) sim_cas((w), (old), (v), true, SIM_HERE)
#define pawl_word_casw_acq(w, old, v) sim_cas((w), (old), (v), true, SIM_HERE)
#define pawl_word_casw_rel(w, old, v) sim_cas((w), (old), (v), true, SIM_HERE)
#define pawl_word_casw_acq_rel(w, old, v) sim_cas((w), (old), (v), true, SIM_HERE)

#endif
