// object.c - objects that their last user frees right after its unlock.
// SPDX-License-Identifier: MIT
//
// The pattern of every reference count: whoever drops the last reference frees the object, while
// the unlock of the user before may still be on its way out. A lock that looks back after it let go
// touches a page that is not accessible any more, and dies of it.
#include "torture.h"

#include <sys/mman.h>

#define PAGE 4096      // bytes, or a multiple of it where pages are larger: mmap rounds up
#define KEEP_SEALED 64 // dead pages that stay mapped, so that nothing new comes to lie there
#define MAX_UNUSED 512 // references that nobody has picked up yet

struct object {
    struct station station;
    int refs; // guarded by the station's lock
};

static struct {
    pthread_mutex_t mutex; // not of the kind under test
    struct object *references[MAX_UNUSED];
    int n;
    struct object *sealed[KEEP_SEALED];
    unsigned next_sealed;
} store = {.mutex = PTHREAD_MUTEX_INITIALIZER};

// Called with the store locked.
static struct object *make(void)
{
    struct object *o = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (o == MAP_FAILED)
        broken("no memory for an object");
    o->refs = OBJECT_USERS;
    for (int i = 1; i < OBJECT_USERS; i++)
        store.references[store.n++] = o;
    atomic_fetch_add_explicit(&torture->objects, 1, memory_order_relaxed);
    return o;
}

static void destroy(struct object *o)
{
    mprotect(o, PAGE, PROT_NONE);
    pthread_mutex_lock(&store.mutex);
    struct object **slot = &store.sealed[store.next_sealed++ % KEEP_SEALED];
    struct object *oldest = *slot;
    *slot = o;
    pthread_mutex_unlock(&store.mutex);
    if (oldest)
        munmap(oldest, PAGE);
}

static void drop(struct worker *w, struct object *o)
{
    while (!station_take(w, &o->station, LOCKS)) {
    }
    if (random_next(&w->seed) % 4 == 0)
        sleep_ns(1); // which takes some 50 us, in which the other users come and queue
    bool last = --o->refs == 0;
    station_leave(w, &o->station);
    if (last)
        destroy(o);
}

// Picks up a reference, uses the object once and drops the reference.
void object_use(struct worker *w)
{
    pthread_mutex_lock(&store.mutex);
    struct object *o = store.n > 0 ? store.references[--store.n] : make();
    pthread_mutex_unlock(&store.mutex);
    drop(w, o);
}

// Drops the references that are left over. The caller's workers have gone.
void objects_finish(void)
{
    struct worker *w = &torture->workers[0];
    w->troubles = 0;
    while (store.n > 0)
        drop(w, store.references[--store.n]);
    for (int i = 0; i < KEEP_SEALED; i++) {
        if (store.sealed[i])
            munmap(store.sealed[i], PAGE);
    }
}
