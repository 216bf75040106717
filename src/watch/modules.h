// modules.h - addresses as places in the files that they were loaded from.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_WATCH_MODULES_H
#define PAWL_SRC_WATCH_MODULES_H

#include <pawl/record_head.h>

// pawl_place_ returns the place of an address, and notes its module in r if that is new there.
// Takes no lock, allocates nothing.
pawl_record_place pawl_place_(struct pawl_record_head *r, uintptr_t address);

// pawl_place_is_known_ tells whether a place lies in a module.
static inline bool pawl_place_is_known_(pawl_record_place place)
{
    return place >> PAWL_RECORD_MODULE_SHIFT != 0;
}

#endif
