// pointer.h - the model checker's atomic pointers: takes the place of base/pointer.h.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_BASE_POINTER_H
#define PAWL_SRC_BASE_POINTER_H

#include "sim/ops.h"

#define pawl_ptr_load_(p) sim_ptr_load((p), __func__, __LINE__)
#define pawl_ptr_load_rlx_(p) sim_ptr_load((p), __func__, __LINE__)
#define pawl_ptr_store_(p, v) ((void)sim_ptr_xchg((p), (v), __func__, __LINE__))
#define pawl_ptr_store_rlx_(p, v) ((void)sim_ptr_xchg((p), (v), __func__, __LINE__))
#define pawl_ptr_xchg_(p, v) sim_ptr_xchg((p), (v), __func__, __LINE__)
#define pawl_ptr_cas_(p, old, v) sim_ptr_cas((p), (old), (v), __func__, __LINE__)

#endif
