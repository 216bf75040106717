// waiter.h - the record of one wait, watched for data races: takes the place of src/sema/waiter.h.
// SPDX-License-Identifier: MIT
//
// The fields are those of the original. The treap's own three links stay plain, because treap.c
// takes their addresses; who reads them reads a watched field of the same record, too.
#ifndef PAWL_SRC_SEMA_WAITER_H
#define PAWL_SRC_SEMA_WAITER_H

#include "checked.h"
#include "park/park.h"

struct pawl_waiter {
    checked<const void *> addr;
    checked<struct pawl_parker *> owner;
    checked<bool> queued;
    checked<int64_t> granted_ns;
    checked<bool> handoff;
    checked<unsigned> kind;
    checked<uint64_t> wants;
    checked<struct pawl_waiter *> next, prev;
    struct pawl_waiter *parent, *left, *right;
    checked<uint32_t> priority;
};

#endif
