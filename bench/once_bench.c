// once_bench.c - Go's benchmarks of sync.Once and OnceValue: what asking costs when it is done.
// SPDX-License-Identifier: MIT
#include "harness.h"

#include <pawl/once.h>
#include <string.h>

#define BATCH 1000

static struct {
    _Alignas(128) pawl_once pawl;
    pawl_once_value pawl_value;
    pthread_once_t pthread;
    pawl_word atomic;
    void *made; // by pthread_once, which hands no value on
    _Alignas(128) pawl_word calls;
} one;

struct kind {
    void (*once)(void);
    void *(*value)(void); // NULL: it knows none
};

static void count_call(void *arg)
{
    (void)arg;
    pawl_word_add_acq_rel(&one.calls, 1);
}

static void *make(void *arg)
{
    count_call(arg);
    return &one;
}

static void make_for_pthread(void)
{
    one.made = make(NULL);
}

static inline void pawl_get_done(void)
{
    pawl_once_do(&one.pawl, count_call, NULL);
}

static inline void *pawl_get_value(void)
{
    return pawl_once_value_get(&one.pawl_value, make, NULL);
}

static inline void pthread_get_done(void)
{
    pthread_once(&one.pthread, make_for_pthread);
}

static inline void *pthread_get_value(void)
{
    pthread_once(&one.pthread, make_for_pthread);
    return one.made;
}

// The least that it can cost: a load and a branch. Who runs the function is settled elsewhere.
static inline void atomic_get_done(void)
{
    if (__builtin_expect(pawl_word_load_acq(&one.atomic) == 0, 0) &&
        pawl_word_cas_acq(&one.atomic, 0, 1))
        count_call(NULL);
}

static inline void *atomic_get_value(void)
{
    atomic_get_done();
    return &one;
}

static inline void busted_get_done(void)
{
    count_call(NULL);
}

static inline void *busted_get_value(void)
{
    return make(NULL);
}

static const struct kind pawl = {pawl_get_done, pawl_get_value};
static const struct kind pthread = {pthread_get_done, pthread_get_value};
static const struct kind atomic = {atomic_get_done, atomic_get_value};
static const struct kind busted = {busted_get_done, busted_get_value};

// run_NAME runs a round of the body, with the loop of the round's lock.
#define RUN(body)                                                                                  \
    BENCH_LOOP_(body, pawl)                                                                        \
    BENCH_LOOP_(body, pthread)                                                                     \
    BENCH_LOOP_(body, atomic)                                                                      \
    BENCH_LOOP_(body, busted)                                                                      \
    static void run_##body(struct bench_round *r)                                                  \
    {                                                                                              \
        static const struct bench_loop loops[] = {{"pawl", body##_pawl},                           \
                                                  {"pthread", body##_pthread},                     \
                                                  {"atomic", body##_atomic},                       \
                                                  {NULL, body##_busted}};                          \
        run(r, loops);                                                                             \
    }

static void run(struct bench_round *r, const struct bench_loop *loops)
{
    memset(&one, 0, sizeof one); // PTHREAD_ONCE_INIT is 0 in glibc and in musl
    bench_run_loop_(r, loops, NULL);
    if (one.calls != 1)
        r->failure = "the function did not run once";
}

BENCH_BODY_ do_once(struct bench_worker *w, const struct kind *k)
{
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++)
            k->once();
    }
}
RUN(do_once)

BENCH_BODY_ get_value(struct bench_worker *w, const struct kind *k)
{
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++) {
            if (__builtin_expect(k->value() != &one, 0))
                w->failure = "the value is a wrong one";
        }
    }
}
RUN(get_value)

static const char *const locks[] = {"pawl", "pthread", "atomic", "busted", NULL};

const struct bench bench_once_[] = {
    {"Once", run_do_once, locks, .per_cpu = 1},
    {"OnceValue", run_get_value, locks, .per_cpu = 1},
    {.name = NULL},
};
