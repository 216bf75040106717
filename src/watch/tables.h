// tables.h - finds and enters what is counted: names, places, stacks, objects (pawl/record.h).
// SPDX-License-Identifier: MIT
//
// Nothing here takes a lock or allocates. A table that is full is said so in the record, and what
// belongs to no entry is counted at its entry 0.
#ifndef PAWL_SRC_WATCH_TABLES_H
#define PAWL_SRC_WATCH_TABLES_H

#include <pawl/record.h>
#include <stddef.h>

// A stack as it was captured.
struct pawl_stack {
    size_t depth;
    uintptr_t pcs[PAWL_RECORD_FRAMES];
};

// pawl_record_stack_ returns a stack's index.
uint32_t pawl_record_stack_(struct pawl_record_head *r, const struct pawl_stack *stack);

// pawl_record_lock_ returns the index of the name by which the lock at an address goes: of its own
// if it is a variable of a module, else the one of all locks that began by the same calls.
uint32_t pawl_record_lock_(struct pawl_record *r, uintptr_t address, enum pawl_kind kind,
                           const struct pawl_stack *born, bool initialised);

// pawl_record_site_ returns the entry for a place that takes a lock, NULL if there is no room.
struct pawl_record_site *pawl_record_site_(struct pawl_record *r, uint32_t lock, uintptr_t caller,
                                           bool shared);

// pawl_record_charge_ returns the entry for a stack that waited for a lock or made others wait.
struct pawl_record_charge *pawl_record_charge_(struct pawl_record *r, uint32_t lock, uint32_t stack,
                                               uint32_t role);

// pawl_record_find_ returns the object at an address, NULL if there is none.
struct pawl_record_object *pawl_record_find_(struct pawl_record *r, uintptr_t address);

// pawl_record_enter_ enters one; NULL: no room. Another thread may have been faster: who enters two
// objects for one lock counts both by one name.
struct pawl_record_object *pawl_record_enter_(struct pawl_record *r, uintptr_t address,
                                              uint32_t lock);

// pawl_record_forget_ takes the lock at an address off the table. While somebody is counted there
// as waiting for it, the entry stays, with an address that is no lock's.
void pawl_record_forget_(struct pawl_record *r, uintptr_t address);

// pawl_record_join_ counts the caller among those who wait for the lock at an address, and returns
// since when; 0: o is another lock's by now. pawl_record_leave_ ends that, notes so many such waits
// of the lock, and returns the time.
int64_t pawl_record_join_(struct pawl_record_object *o, uintptr_t address);
int64_t pawl_record_leave_(struct pawl_record *r, struct pawl_record_object *o, int64_t began,
                           uint32_t weight);

// pawl_record_charge_off_ returns what nobody was charged with yet of the waits for the lock at an
// address, and begins anew.
uint64_t pawl_record_charge_off_(struct pawl_record_object *o, uintptr_t address);

#endif
