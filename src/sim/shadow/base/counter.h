// counter.h - the model checker's 64-bit counters: takes the place of base/counter.h.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_BASE_COUNTER_H
#define PAWL_SRC_BASE_COUNTER_H

#include "sim/ops.h"

#define pawl_count_(c) sim_count_load((c), __func__, __LINE__)
#define pawl_count_set_(c, value) sim_count_store((c), (value), __func__, __LINE__)
// Those that are added up for people: nobody in a model asks.
#define pawl_count_publish_(c, value) ((void)(*(c) = (value)))

#endif
