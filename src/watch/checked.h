// checked.h - what the parts of the checks share: one event, being checked.
// SPDX-License-Identifier: MIT
//
// What every lock and unlock does is in check_held.c, and takes no lock. What is new - a lock, an
// order of locks, a finding - is entered under the record's guard, by functions whose names say so.
#ifndef PAWL_SRC_WATCH_CHECKED_H
#define PAWL_SRC_WATCH_CHECKED_H

#include "base/counter.h"
#include "base/process.h"
#include "base/scratch.h"
#include "park/lowlock.h"
#include "park/task.h"
#include "watch/unwind.h"

#include <pawl/check_record.h>

enum {
    PAWL_CHECK_FRAMES = 16, // a stack's depth
    PAWL_CHECK_SEEN = 32,   // sets of as many ways, at first;
    PAWL_CHECK_MOST_SEEN = 2048,
    PAWL_CHECK_WAYS = 4,
};

// A stack that this thread had before: where its return addresses lay, and what they were.
struct pawl_check_seen {
    uintptr_t pc, sp;
    uint32_t stack, count; // its index; return addresses
    uint16_t at[PAWL_CHECK_FRAMES];
    uint32_t pcs[PAWL_CHECK_FRAMES]; // the lower halves
};

// What is known of one thread, beside its entry in the record.
struct pawl_check_self {
    const void *observer; // whose this is: the slot may be a profile's
    uint32_t agent, generation;
    struct pawl_check_record *record;
    struct pawl_check_thread *entry; // NULL: there was no room
    uint32_t index;                  // of entry
    pawl_word inside;                // checking: a signal handler must not begin again
    struct pawl_unwind_stack stack;
    uint32_t misses, sets;        // of seen
    struct pawl_check_seen *seen; // sets * PAWL_CHECK_WAYS
    struct pawl_check_seen first_seen[PAWL_CHECK_SEEN * PAWL_CHECK_WAYS];
};

struct pawl_checked {
    struct pawl_check_record *record;
    struct pawl_check_self *self;
    const struct pawl_event *event;
};

// ---- threads ------------------------------------------------------------------------------------

// Initial-exec: the access allocates nothing.
extern _Thread_local struct pawl_check_self *pawl_check_own_
    __attribute__((__tls_model__("initial-exec"), __visibility__("hidden")));

struct pawl_check_self *pawl_check_self_slow_(void);

// pawl_check_own_now_ returns the calling thread's if it is known already, NULL if not, or if the
// caller is a goroutine: those have no thread-local variables.
static inline struct pawl_check_self *pawl_check_own_now_(void)
{
    return PAWL_UNLIKELY(pawl_task_here_()) ? NULL : pawl_check_own_;
}

// pawl_check_self_ returns the calling agent's; NULL: no memory.
static inline struct pawl_check_self *pawl_check_self_(void)
{
    struct pawl_check_self *own = pawl_check_own_now_();
    return PAWL_LIKELY(own != NULL) ? own : pawl_check_self_slow_();
}

// pawl_check_tid_ returns what identifies the caller: the kernel's number, or PAWL_CHECK_GOROUTINE
// and the goroutine's own.
uint32_t pawl_check_tid_(void);

// pawl_check_self_begin_ gives it an entry in a record that is new to it.
void pawl_check_self_begin_(struct pawl_check_self *t, struct pawl_check_record *r,
                            uint32_t generation);

// pawl_check_thread_end_ notes that the thread ends.
void pawl_check_thread_end_(const struct pawl_checked *c);

// pawl_check_program_end_ notes that the calling thread ends the program.
void pawl_check_program_end_(void);

// ---- places and locks ---------------------------------------------------------------------------

// pawl_check_stack_ returns the index of the calls that led here, from the event's caller on.
uint32_t pawl_check_stack_(const struct pawl_checked *c);

// pawl_check_call_ returns the index of a stack of one call.
uint32_t pawl_check_call_(struct pawl_check_record *r, uintptr_t pc);

enum { PAWL_CHECK_CHAIN = 64 }; // steps, after which one looks under the guard

_Static_assert(PAWL_CHECK_BUCKETS == 1 << 16 && PAWL_CHECK_PAGES == 1 << 16, "as many bits");

enum { PAWL_CHECK_LINE = 64 }; // bytes: locks so near to each other are in one bucket

static inline pawl_word *pawl_check_bucket_(struct pawl_check_record *r, uintptr_t address)
{
    return &r->buckets[(uint64_t)(address / PAWL_CHECK_LINE) * UINT64_C(0x9e3779b97f4a7c15) >> 48];
}

// How many locks lie in the same page, or in one that shares the count.
static inline uint8_t *pawl_check_page_(struct pawl_check_record *r, uintptr_t address)
{
    return &r->pages[(uint64_t)(address >> 12) * UINT64_C(0x9e3779b97f4a7c15) >> 48];
}

// pawl_check_stack_begin_ forgets what a thread remembers of its stacks; pawl_check_stack_end_
// gives the memory back.
void pawl_check_stack_begin_(struct pawl_check_self *t);
void pawl_check_stack_end_(struct pawl_check_self *t);

// pawl_check_find_lock_ returns the index of the lock at an address, 0: it is not known.
static inline uint32_t pawl_check_find_lock_(struct pawl_check_record *r, uintptr_t address)
{
    // acquire: pairs with the release of who entered it.
    uint32_t i = pawl_word_load_acq(pawl_check_bucket_(r, address));
    for (uint32_t steps = 0; i != 0 && i < PAWL_CHECK_LOCKS && steps < PAWL_CHECK_CHAIN; steps++) {
        const struct pawl_check_lock *l = &r->locks[i];
        if (pawl_count_(&l->address) == address)
            return i;
        i = l->next;
    }
    return 0;
}

// pawl_check_look_for_lock_ does, too; what it does not find is not there.
uint32_t pawl_check_look_again_(struct pawl_check_record *r, uintptr_t address);
static inline uint32_t pawl_check_look_for_lock_(struct pawl_check_record *r, uintptr_t address)
{
    uint32_t i = pawl_check_find_lock_(r, address);
    return PAWL_LIKELY(i != 0) ? i : pawl_check_look_again_(r, address);
}

// pawl_check_lock_ returns the index of the event's lock, which it enters; 0: no room.
uint32_t pawl_check_enter_lock_(const struct pawl_checked *c);
static inline uint32_t pawl_check_lock_(const struct pawl_checked *c)
{
    uint32_t i = pawl_check_find_lock_(c->record, (uintptr_t)c->event->lock);
    return PAWL_LIKELY(i != 0) ? i : pawl_check_enter_lock_(c);
}

// pawl_check_renew_ enters the event's lock anew: it is initialised at this moment, or used first.
void pawl_check_renew_(const struct pawl_checked *c, bool initialised);

// pawl_check_forget_ takes a lock out of the table.
void pawl_check_forget_(struct pawl_check_record *r, uintptr_t address);

// pawl_check_named_class_ returns the index of the class by this name; 0: no room. Under the guard.
uint32_t pawl_check_named_class_(struct pawl_check_record *r, const char *name, uint32_t kind);

// pawl_check_name_ returns a name's index, 0: no room. Under the guard.
uint32_t pawl_check_name_(struct pawl_check_record *r, const char *name);

static inline struct pawl_check_lock_id pawl_check_id_(const struct pawl_check_record *r,
                                                       uint32_t lock)
{
    const struct pawl_check_lock *l = &r->locks[lock];
    struct pawl_check_lock_id id = {l->address, l->class_, l->name};
    return id;
}

// ---- what happens -------------------------------------------------------------------------------

void pawl_check_acquired_(const struct pawl_checked *c);
void pawl_check_released_(const struct pawl_checked *c);

// The event's lock begins, ends, or turns out to be a copy.
void pawl_check_init_(const struct pawl_checked *c);
void pawl_check_destroy_(const struct pawl_checked *c);
void pawl_check_copied_(const struct pawl_checked *c);

// pawl_check_may_hold_locks_ tells whether there may be a lock in a piece of memory.
bool pawl_check_may_hold_locks_(struct pawl_check_record *r, uintptr_t first, size_t bytes);

// pawl_check_moment_ returns a number: those of all locks so far are not more, those of all that
// begin later are.
uint32_t pawl_check_moment_(void);

// A trylock of the event's lock has failed.
void pawl_check_refused_(const struct pawl_checked *c);

// pawl_check_is_alone_ tells whether the process has but the calling thread.
bool pawl_check_is_alone_(struct pawl_check_record *r);

// How many threads were started so far, if somebody counts; or 0.
extern pawl_word pawl_check_started_;

// pawl_check_agents_ returns how many threads and goroutines there are, but for the scheduler's
// threads; 0: not known.
uint32_t pawl_check_agents_(void);

// pawl_check_is_asleep_ tells whether a thread sleeps, and nobody has woken it.
bool pawl_check_is_asleep_(uint32_t tid);

// The program says something of the event's lock.
void pawl_check_note_(const struct pawl_checked *c);

// The thread begins to wait for a lock, for something else, or for a thread; has waited; still
// waits.
void pawl_check_wait_(const struct pawl_checked *c, uint32_t kind);
void pawl_check_waited_(const struct pawl_checked *c);
void pawl_check_still_(const struct pawl_checked *c);

// The thread takes locks[lock], at a stack, while it holds others: is that order new, and wrong?
// chain is what pawl_check_chain_ says of all these.
void pawl_check_order_(const struct pawl_checked *c, uint32_t lock, uint32_t stack, uint32_t flags,
                       uint64_t chain);

// pawl_check_is_held_ tells whether an entry of the thread's is true: others may have unlocked it.
bool pawl_check_is_held_(const struct pawl_check_record *r, uint32_t thread,
                         const struct pawl_check_held *h);

// ---- findings -----------------------------------------------------------------------------------

// pawl_check_found_ enters a finding, says it, and aborts if it is to; unless it was found before.
// what tells findings of one kind apart. Not under the guard.
void pawl_check_found_(const struct pawl_checked *c, enum pawl_check_kind kind, uint32_t flags,
                       const struct pawl_check_step *steps, uint32_t count, uint64_t what);

// pawl_check_step_ is a step of the calling thread: it does something to locks[lock], at stack.
struct pawl_check_step pawl_check_step_(const struct pawl_checked *c, uint32_t lock,
                                        uint32_t stack);

// pawl_check_holder_ fills in who holds the lock that a step is about, if that is known.
void pawl_check_holder_(const struct pawl_checked *c, struct pawl_check_step *s, uint32_t lock);

// pawl_check_say_ prints a finding on standard error, with addresses in place of names.
void pawl_check_say_(const struct pawl_check_record *r, const struct pawl_check_finding *f);

// pawl_check_lose_ counts what found no room, and the first time says so.
void pawl_check_lose_(uint64_t *lost, const char *what);

// What the checks were asked for.
struct pawl_check_how {
    int64_t held_too_long_ns;
    bool abort, quiet;
    bool from_start; // the checks saw all that there was
    int32_t pid;     // of the process that began
};

extern struct pawl_check_how pawl_check_how_;

// ---- the guard ----------------------------------------------------------------------------------

static inline void pawl_check_guard_(struct pawl_check_record *r)
{
    pawl_lowlock_lock_((struct pawl_lowlock *)&r->guard);
}

static inline void pawl_check_unguard_(struct pawl_check_record *r)
{
    pawl_lowlock_unlock_((struct pawl_lowlock *)&r->guard);
}

// Two numbers made one.
static inline uint64_t pawl_check_mix_(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

// pawl_check_chain_ returns what the order up to held is called, followed by locks[lock].
static inline uint64_t pawl_check_chain_(const struct pawl_check_record *r,
                                         const struct pawl_check_held *last, uint32_t lock,
                                         uint32_t flags)
{
    const struct pawl_check_lock *l = &r->locks[lock];
    const struct pawl_check_class *k = &r->classes[l->class_];
    uint64_t what = pawl_word_load_rlx(&k->circular) != 0 ? (uint64_t)l->serial << 32 : 0;
    uint64_t mode = (flags & (PAWL_CHECK_SHARED | PAWL_CHECK_GIVES_UP)) << 16;
    return pawl_check_mix_(last ? last->chain : 1, what | mode | l->class_);
}

#endif
