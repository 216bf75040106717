// thread.c - goroutines that are threads.
// SPDX-License-Identifier: MIT
#include "goroutine/thread.h"

#include "goroutine/sched.h"

#include <limits.h>
#include <stdlib.h>

// What libc wants for itself of a thread's stack. Thread-local variables come on top of that, of
// which there may be many: then it says EINVAL, and is asked again.
#define OVERHEAD ((size_t)128 << 10)
#define MOST_OVERHEAD ((size_t)64 << 20)

struct pawl_thread {
    pawl_go_fn *fn;
    void *arg;
    pawl_waitgroup *wg;
    uint64_t id;
    const char *name;
};

static pawl_word count;

// Only its own thread looks at it, and that does not change: no goroutine moves to it or from it.
static _Thread_local const struct pawl_thread *self __attribute__((__tls_model__("initial-exec")));

__attribute__((__noinline__)) static const struct pawl_thread *get_self(void)
{
    return self;
}

uint64_t pawl_thread_id_(void)
{
    const struct pawl_thread *t = get_self();
    return t ? t->id : 0;
}

const char *pawl_thread_name_(void)
{
    const struct pawl_thread *t = get_self();
    return t ? t->name : NULL;
}

size_t pawl_thread_count_(void)
{
    return pawl_word_load_acq(&count);
}

void pawl_thread_reset_(void)
{
    pawl_word_store_rlx(&count, get_self() ? 1 : 0);
}

static void ended(void *arg)
{
    struct pawl_thread *t = arg;
    if (t->wg)
        pawl_go_done_(t->wg);
    self = NULL;
    free(t);
    pawl_word_add_rel(&count, (uint32_t)-1);
}

static void *live(void *arg)
{
    struct pawl_thread *t = arg;
    self = t;
    // A thread may end itself: pthread_exit.
    pthread_cleanup_push(ended, t);
    t->fn(t->arg);
    pthread_cleanup_pop(1);
    return NULL;
}

static int create(const struct pawl_go_attr *attr, struct pawl_thread *t)
{
    size_t size = attr && attr->stack_size ? attr->stack_size : PAWL_STACK_DEFAULT;
    pthread_attr_t thread_attr;
    pthread_t thread;
    pthread_attr_init(&thread_attr);
    pthread_attr_setdetachstate(&thread_attr, PTHREAD_CREATE_DETACHED);
    int err = EINVAL;
    for (size_t more = OVERHEAD; err == EINVAL && more <= MOST_OVERHEAD; more *= 2) {
        pthread_attr_setstacksize(&thread_attr, size + more);
        err = pthread_create(&thread, &thread_attr, live, t);
    }
    pthread_attr_destroy(&thread_attr);
    return err;
}

int pawl_thread_go_(const struct pawl_go_attr *attr, pawl_go_fn *fn, void *arg, pawl_waitgroup *wg)
{
    struct pawl_thread *t = malloc(sizeof *t);
    if (t == NULL)
        return ENOMEM;
    *t = (struct pawl_thread){fn, arg, wg, pawl_go_id_(), attr ? attr->name : NULL};
    pawl_word_add_acq(&count, 1);
    int err = create(attr, t);
    if (err != 0) {
        pawl_word_add_rel(&count, (uint32_t)-1);
        free(t);
    }
    return err;
}
