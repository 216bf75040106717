// pool.c - one parker per thread, from memory that is never anything but parkers.
// SPDX-License-Identifier: MIT
//
// Parkers lie in slabs on a list that only grows; a thread takes the first free one at its first
// wait and gives it back when it exits. Taking is a walk, which 2,000 threads still do in a moment
// and each only once; in exchange there is no lock that a fork could leave behind, or that a signal
// handler could find locked by the thread it interrupts, no ABA, and nothing to free.
#include "base/fatal.h"
#include "base/hook.h"
#include "base/pointer.h"
#include "park/park.h"
#include "park/sleepers.h"
#include "park/task.h"

#include <pthread.h>
#include <sys/mman.h>

#define SLAB_BYTES 4096
#define CACHE_LINE 64

// Each on a cache line of its own: neighbours belong to threads that wake independently.
struct entry {
    _Alignas(CACHE_LINE) struct pawl_parker parker;
    pawl_word taken;
    pawl_word lent; // as its thread's own, to a wait
    void *slot;
    bool ending; // its thread
};

struct slab {
    struct slab *next; // fixed before the slab is published
    struct entry entries[SLAB_BYTES / sizeof(struct entry) - 1];
};

_Static_assert(sizeof(struct slab) <= SLAB_BYTES, "a slab is one page");

static void *slabs; // struct slab *: the newest, with the older ones behind it
static pthread_key_t exit_key;
static pthread_once_t exit_key_once = PTHREAD_ONCE_INIT;
static pawl_word have_exit_key;

// Initial-exec, so that the access is an offset and never a call that might allocate.
static _Thread_local void *self __attribute__((__tls_model__("initial-exec"))); // struct entry *

static void give_back(struct entry *e)
{
    // release: pairs with the acquire in take, which may be another thread's.
    pawl_word_store_rel(&e->taken, 0);
}

// A second round first: what other destructors do in the first one, they still do as this thread.
// And if one waits again after the second, it gets a parker and rounds of its own. What is lent
// still is lost: a wait was abandoned, and its unpark may come at any time.
static void at_thread_end(void *own)
{
    struct entry *e = own;
    if (pawl_watched_(PAWL_ON_THREAD_END)) {
        if (!e->ending && pthread_setspecific(exit_key, e) == 0) {
            e->ending = true;
            return;
        }
        pawl_event_(PAWL_ON_THREAD_END, NULL, 0);
    }
    e->ending = false;
    self = NULL;
    if (pawl_word_load_rlx(&e->lent) == 0)
        give_back(e);
    pawl_sleeper_is_gone_();
}

// Without a key a parker is not given back, which costs 64 bytes per thread that ever waited.
static void make_exit_key(void)
{
    pawl_word_store_rlx(&have_exit_key, pthread_key_create(&exit_key, at_thread_end) == 0);
}

// At load time: the first keys of a process need no memory to be set.
__attribute__((__constructor__)) static void at_load(void)
{
    pthread_once(&exit_key_once, make_exit_key);
}

// A plugin that holds a copy of the library may be unloaded while threads that waited in it live
// on: their exit must not call at_thread_end then. Their parkers stay taken.
__attribute__((__destructor__)) static void at_unload(void)
{
    if (pawl_word_xchg_acq(&have_exit_key, 0))
        pthread_key_delete(exit_key);
}

static struct entry *take_from(struct slab *newest)
{
    for (struct slab *s = newest; s; s = s->next)
        for (size_t i = 0; i < sizeof s->entries / sizeof s->entries[0]; i++) {
            struct entry *e = &s->entries[i];
            if (pawl_word_load_rlx(&e->taken) == 0 && pawl_word_cas_acq(&e->taken, 0, 1))
                return e;
        }
    return NULL;
}

static void add_slab(struct slab *newest)
{
    struct slab *s =
        mmap(NULL, SLAB_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (s == MAP_FAILED)
        pawl_fatal_("pawl: no memory for a thread that has to wait", NULL);
    s->next = newest;
    if (!pawl_ptr_cas_(&slabs, newest, s))
        munmap(s, SLAB_BYTES); // another thread added one meanwhile: use that
}

static struct entry *take(void)
{
    for (;;) {
        struct slab *newest = pawl_ptr_load_(&slabs);
        struct entry *e = take_from(newest);
        if (e)
            return e;
        add_slab(newest);
    }
}

// A signal handler may come first, at any instruction: then its entry is the thread's own.
static void take_own(void)
{
    int saved = errno;
    struct entry *e = take();
    if (!pawl_ptr_cas_(&self, NULL, e))
        give_back(e);
    pthread_once(&exit_key_once, make_exit_key);
    if (pawl_word_load_rlx(&have_exit_key))
        pthread_setspecific(exit_key, self);
    errno = saved;
}

// Not inlined: where a thread-local variable is may not be remembered over the question who calls.
__attribute__((__noinline__)) static struct entry *own_entry(void)
{
    if (PAWL_UNLIKELY(self == NULL))
        take_own();
    return self;
}

struct pawl_parker *pawl_parker_self_(void)
{
    return pawl_task_here_() ? pawl_tasks_.self() : &own_entry()->parker;
}

void **pawl_parker_slot_(void)
{
    return pawl_task_here_() ? pawl_tasks_.slot() : &own_entry()->slot;
}

// A signal handler finds the own parker lent, or lends it and has returned it when this goes on.
struct pawl_parker *pawl_parker_lend_(void)
{
    if (pawl_task_here_())
        return pawl_tasks_.lend();
    struct entry *own = own_entry();
    // acquire: the wait touches the parker after this, as a handler sees it.
    if (PAWL_LIKELY(pawl_word_xchg_acq(&own->lent, 1) == 0))
        return &own->parker;
    int saved = errno;
    struct entry *more = take();
    errno = saved;
    return &more->parker;
}

void pawl_parker_return_(struct pawl_parker *lent)
{
    if (pawl_task_owns_(lent)) {
        pawl_tasks_.give_back(lent);
        return;
    }
    struct entry *e = (struct entry *)(void *)lent; // the first member
    if (PAWL_UNLIKELY(e != self))
        give_back(e);
    else // release: the wait has done with it
        pawl_word_store_rel(&e->lent, 0);
}
