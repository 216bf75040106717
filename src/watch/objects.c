// objects.c - the locks themselves, as transient in the record as in the program.
// SPDX-License-Identifier: MIT
//
// An entry belongs to one lock as long as somebody is counted there as waiting for it: who joins or
// takes it over looks at both, the address and the waiters, under the entry's guard. The waits are
// kept as sums (pawl/record.h): `began_sum` is the sum of the moments from which on the `waiters`
// are still to be charged for; of those who have gone, `owed_ns` is left.
#include "base/counter.h"
#include "park/lowlock.h"
#include "watch/tables.h"

#include <pawl/clock.h>

enum { PROBES = 16 };

// Addresses that are no lock's are odd.
#define BEING_FILLED 1
#define GONE 1 // beside the address of a lock that is gone, but for those who wait for it

static struct pawl_lowlock *guard_of(struct pawl_record_object *o)
{
    return (struct pawl_lowlock *)&o->guard;
}

static struct pawl_record_object *object_at(struct pawl_record *r, uintptr_t address, uint64_t i)
{
    uint64_t hash = address * UINT64_C(0x9e3779b97f4a7c15);
    return &r->objects[((hash >> 32) + i) % PAWL_RECORD_OBJECTS];
}

struct pawl_record_object *pawl_record_find_(struct pawl_record *r, uintptr_t address)
{
    for (uint64_t i = 0; i < PROBES; i++) {
        struct pawl_record_object *o = object_at(r, address, i);
        if (pawl_count_published_(&o->address) == address)
            return o;
    }
    return NULL;
}

// It goes: what was special of it is kept.
static void remember(struct pawl_record *r, const struct pawl_record_object *o)
{
    pawl_count_max_(&r->locks[o->lock].busiest_ns, pawl_count_(&o->wait_ns));
}

static void fill(struct pawl_record_object *o, uintptr_t address, uint32_t lock)
{
    pawl_count_set_(&o->address, BEING_FILLED);
    o->lock = lock;
    o->owner = 0;
    o->held_since = o->contended = o->wait_ns = 0;
    o->began_sum = o->charged_ns = o->owed_ns = 0;
    pawl_count_publish_(&o->address, address);
}

static bool take(struct pawl_record *r, struct pawl_record_object *o, uint64_t old,
                 uintptr_t address, uint32_t lock)
{
    if (pawl_count_(&o->address) != old || pawl_word_load_rlx(&o->waiters) != 0)
        return false;
    pawl_lowlock_lock_(guard_of(o));
    bool taken = pawl_count_(&o->address) == old && pawl_word_load_rlx(&o->waiters) == 0;
    if (taken && old != 0)
        remember(r, o);
    if (taken)
        fill(o, address, lock);
    pawl_lowlock_unlock_(guard_of(o));
    return taken;
}

struct pawl_record_object *pawl_record_enter_(struct pawl_record *r, uintptr_t address,
                                              uint32_t lock)
{
    // A variable is one lock, however often it is made anew.
    if (r->locks[lock].place == 0 || pawl_count_(&r->locks[lock].objects) == 0)
        pawl_count_add_(&r->locks[lock].objects, 1);
    for (uint64_t i = 0; i < PROBES; i++) {
        struct pawl_record_object *o = object_at(r, address, i);
        if (take(r, o, 0, address, lock))
            return o;
    }
    pawl_count_add_(&r->lost.objects, 1);
    // In the place of another, which will be entered again when it is used again.
    for (uint64_t i = 0; i < PROBES; i++) {
        struct pawl_record_object *o = object_at(r, address, (i + address / 64) % PROBES);
        uint64_t old = pawl_count_(&o->address);
        if (old > BEING_FILLED && take(r, o, old, address, lock))
            return o;
    }
    return NULL;
}

// All of them: two threads may have entered it at the same time.
void pawl_record_forget_(struct pawl_record *r, uintptr_t address)
{
    for (struct pawl_record_object *o; (o = pawl_record_find_(r, address)) != NULL;) {
        pawl_lowlock_lock_(guard_of(o));
        bool waited_for = pawl_word_load_rlx(&o->waiters) != 0;
        if (pawl_count_(&o->address) == address) {
            remember(r, o);
            pawl_count_set_(&o->address, waited_for ? address | GONE : 0);
        }
        pawl_lowlock_unlock_(guard_of(o));
    }
}

// ---- who waits for it ---------------------------------------------------------------------------
//
// The clock is read under the guard: so nobody begins after he is charged for, or leaves before.

int64_t pawl_record_join_(struct pawl_record_object *o, uintptr_t address)
{
    int64_t now = 0;
    pawl_lowlock_lock_(guard_of(o));
    if (pawl_count_(&o->address) == address) {
        now = pawl_now();
        pawl_word_store_rlx(&o->waiters, pawl_word_load_rlx(&o->waiters) + 1);
        o->began_sum += (uint64_t)now;
    }
    pawl_lowlock_unlock_(guard_of(o));
    return now;
}

// What it waited since it began or was charged for, whatever was later, is owed.
int64_t pawl_record_leave_(struct pawl_record *r, struct pawl_record_object *o, int64_t began,
                           uint32_t weight)
{
    pawl_lowlock_lock_(guard_of(o));
    uint64_t now = (uint64_t)pawl_now();
    uint64_t since = o->charged_ns > (uint64_t)began ? o->charged_ns : (uint64_t)began;
    uint32_t waiters = pawl_word_load_rlx(&o->waiters) - 1;
    o->began_sum -= since;
    pawl_count_set_(&o->owed_ns, o->owed_ns + (now - since));
    pawl_count_add_(&o->contended, weight);
    pawl_count_add_(&o->wait_ns, (now - (uint64_t)began) * weight);
    pawl_word_store_rlx(&o->waiters, waiters);
    if (waiters == 0 && (pawl_count_(&o->address) & GONE) != 0) {
        remember(r, o);
        pawl_count_set_(&o->address, 0);
    }
    pawl_lowlock_unlock_(guard_of(o));
    return (int64_t)now;
}

uint64_t pawl_record_charge_off_(struct pawl_record_object *o, uintptr_t address)
{
    uint64_t ns = 0;
    pawl_lowlock_lock_(guard_of(o));
    if (pawl_count_(&o->address) == address) {
        uint64_t waiters = pawl_word_load_rlx(&o->waiters);
        uint64_t now = (uint64_t)pawl_now();
        ns = o->owed_ns + waiters * now - o->began_sum;
        o->began_sum = waiters * now;
        o->charged_ns = now;
        pawl_count_set_(&o->owed_ns, 0);
    }
    pawl_lowlock_unlock_(guard_of(o));
    return ns;
}
