// check_class.h - locks that are alike.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_WATCH_CHECK_CLASS_H
#define PAWL_SRC_WATCH_CHECK_CLASS_H

#include <pawl/check_record.h>
#include <stdint.h>

// How a lock came into being.
struct pawl_check_birth {
    uintptr_t address;
    uint32_t kind;  // enum pawl_kind
    uint32_t stack; // index: where it was initialised, or used first
    bool initialised;
};

// pawl_check_class_ returns the index of the class that a new lock belongs to, and counts it there;
// 0: no room. Under the guard.
uint32_t pawl_check_class_(struct pawl_check_record *r, const struct pawl_check_birth *b);

#endif
