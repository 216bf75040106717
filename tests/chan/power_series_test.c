// power_series_test.c - Go's powser: series of rationals that flow through channels, on demand.
// SPDX-License-Identifier: MIT
//
// Doug McIlroy, "Squinting at Power Series". A series is a goroutine that waits for a request and
// then sends its next coefficient. They have no end: the process leaves them waiting.
#include "support/suite.h"

#include <pawl.h>
#include <stdlib.h>

struct rat {
    int64_t num, den;
};

struct series {
    pawl_chan *req, *dat;
};

// One goroutine: z is what it makes, of u and v.
struct task {
    struct series z, u, v;
    struct rat c;
    pawl_chan *wait;
};

// What goroutines hold that never end, for LeakSanitizer, which does not look at their stacks.
static void *held[20000];
static pawl_word holding;

static void *hold(void *p)
{
    uint32_t at = pawl_word_add_acq(&holding, 1);
    EXPECT(p != NULL && at < sizeof held / sizeof held[0], "too many");
    return held[at] = p;
}

static struct series new_series(void)
{
    return (struct series){hold(pawl_chan_make(0, 0)), hold(pawl_chan_make(sizeof(struct rat), 0))};
}

static struct series start(pawl_go_fn *run, struct task t)
{
    if (t.z.req == NULL)
        t.z = new_series();
    struct task *kept = hold(malloc(sizeof t));
    *kept = t;
    pawl_go(run, kept);
    return t.z;
}

// ---- rationals ----------------------------------------------------------------------------------

static int64_t gcd(int64_t a, int64_t b)
{
    return a < 0 ? gcd(-a, b) : a == 0 ? (b < 0 ? -b : b) : gcd(b % a, a);
}

static struct rat rat(int64_t num, int64_t den)
{
    int64_t g = gcd(num, den);
    return (struct rat){num / g, den / g};
}

static struct rat plus(struct rat a, struct rat b)
{
    return rat(a.num * b.den + b.num * a.den, a.den * b.den);
}

static struct rat times(struct rat a, struct rat b)
{
    struct rat x = rat(a.num, b.den), y = rat(b.num, a.den);
    return (struct rat){x.num * y.num, x.den * y.den};
}

// ---- requests and coefficients ------------------------------------------------------------------

static struct rat get(struct series u)
{
    struct rat r = {0, 1};
    pawl_chan_send(u.req, NULL);
    pawl_chan_recv(u.dat, &r);
    return r;
}

static void put(struct series z, struct rat r)
{
    pawl_chan_recv(z.req, NULL);
    pawl_chan_send(z.dat, &r);
}

// Asks both and gets from both, in any order.
static void get2(struct series u, struct series v, struct rat *a, struct rat *b)
{
    struct pawl_case cases[] = {PAWL_CASE_SEND(u.req, NULL), PAWL_CASE_SEND(v.req, NULL),
                                PAWL_CASE_RECV(NULL, a), PAWL_CASE_RECV(NULL, b)};
    for (int n = 0; n < 4; n++) {
        int chosen = pawl_select(cases, 4);
        cases[chosen].chan = NULL;
        if (chosen == 0)
            cases[2].chan = u.dat;
        if (chosen == 1)
            cases[3].chan = v.dat;
    }
}

static void copy(struct series u, struct series z)
{
    for (;;) {
        pawl_chan_recv(z.req, NULL);
        struct rat r = get(u);
        pawl_chan_send(z.dat, &r);
    }
}

// ---- one series made two ------------------------------------------------------------------------

static void split_run(void *arg);

// u is read, z and v are what comes out: they may be read at different speeds. Each coefficient has
// a goroutine of its own until both have got it; the newest one serves the faster reader.
static pawl_chan *split_into(struct series u, struct series z, struct series v)
{
    pawl_chan *wait = hold(pawl_chan_make(0, 0));
    start(split_run, (struct task){.u = u, .z = z, .v = v, .wait = wait});
    return wait;
}

static void split_run(void *arg)
{
    struct task t = *(struct task *)arg;
    bool both = false;
    struct pawl_case first[] = {PAWL_CASE_RECV(t.z.req, NULL), PAWL_CASE_RECV(t.wait, NULL)};
    if (pawl_select(first, 2) == 1) {
        both = true;
        struct pawl_case any[] = {PAWL_CASE_RECV(t.z.req, NULL), PAWL_CASE_RECV(t.v.req, NULL)};
        if (pawl_select(any, 2) == 1) {
            t.z = t.v;
            t.v = ((struct task *)arg)->z;
        }
    }
    pawl_chan_send(t.u.req, NULL);
    pawl_chan *release = split_into(t.u, t.z, t.v);
    struct rat r;
    pawl_chan_recv(t.u.dat, &r);
    pawl_chan_send(t.z.dat, &r);
    if (!both)
        pawl_chan_recv(t.wait, NULL);
    pawl_chan_recv(t.v.req, NULL);
    pawl_chan_send(t.v.dat, &r);
    pawl_chan_send(release, NULL);
}

static void split(struct series u, struct series z, struct series v)
{
    pawl_chan_send(split_into(u, z, v), NULL);
}

// ---- what is done with series -------------------------------------------------------------------

static void repeat_run(void *arg)
{
    const struct task *t = arg;
    for (;;)
        put(t->z, t->c);
}

static struct series repeat(int64_t n)
{
    return start(repeat_run, (struct task){.c = rat(n, 1)});
}

static void add_run(void *arg)
{
    const struct task *t = arg;
    for (struct rat a, b;;) {
        pawl_chan_recv(t->z.req, NULL);
        get2(t->u, t->v, &a, &b);
        a = plus(a, b);
        pawl_chan_send(t->z.dat, &a);
    }
}

static struct series add(struct series u, struct series v)
{
    return start(add_run, (struct task){.u = u, .v = v});
}

static void scale_run(void *arg)
{
    const struct task *t = arg;
    for (;;) {
        pawl_chan_recv(t->z.req, NULL);
        struct rat r = times(t->c, get(t->u));
        pawl_chan_send(t->z.dat, &r);
    }
}

static struct series scale(struct rat c, struct series u)
{
    return start(scale_run, (struct task){.c = c, .u = u});
}

static struct series multiply(struct series u, struct series v);

// (a + x U)(b + x V) = a b + x (a V + b U) + x x U V
static void multiply_run(void *arg)
{
    const struct task *t = arg;
    struct rat a, b;
    pawl_chan_recv(t->z.req, NULL);
    get2(t->u, t->v, &a, &b);
    struct rat ab = times(a, b);
    pawl_chan_send(t->z.dat, &ab);
    struct series uu[2] = {new_series(), new_series()}, vv[2] = {new_series(), new_series()};
    split(t->u, uu[0], uu[1]);
    split(t->v, vv[0], vv[1]);
    struct series w = add(scale(a, vv[0]), scale(b, uu[0]));
    put(t->z, get(w));
    copy(add(w, multiply(uu[1], vv[1])), t->z);
}

static struct series multiply(struct series u, struct series v)
{
    return start(multiply_run, (struct task){.u = u, .v = v});
}

static void differentiate_run(void *arg)
{
    const struct task *t = arg;
    pawl_chan_recv(t->z.req, NULL);
    get(t->u);
    for (int64_t n = 1;; n++) {
        struct rat r = times(rat(n, 1), get(t->u));
        pawl_chan_send(t->z.dat, &r);
        pawl_chan_recv(t->z.req, NULL);
    }
}

static struct series differentiate(struct series u)
{
    return start(differentiate_run, (struct task){.u = u});
}

static void integrate_run(void *arg)
{
    const struct task *t = arg;
    put(t->z, t->c);
    for (int64_t n = 1;; n++) {
        pawl_chan_recv(t->z.req, NULL);
        struct rat r = times(rat(1, n), get(t->u));
        pawl_chan_send(t->z.dat, &r);
    }
}

static struct series integrate(struct rat c, struct series u)
{
    return start(integrate_run, (struct task){.c = c, .u = u});
}

// Z = exp(U) solves Z' = Z U', with 1 first.
static struct series exponential(struct series u)
{
    struct series zz[2] = {new_series(), new_series()};
    split(integrate(rat(1, 1), multiply(zz[0], differentiate(u))), zz[0], zz[1]);
    return zz[1];
}

// ---- what must come out -------------------------------------------------------------------------

static void expect(const char *name, struct series z, const struct rat *want, int n)
{
    for (int i = 0; i < n; i++) {
        struct rat got = get(z);
        EXPECT(got.num == want[i].num && got.den == want[i].den, "%s: number %d is %ld/%ld", name,
               i, (long)got.num, (long)got.den);
    }
}

START_TEST(series)
{
    static const struct rat threes[] = {{3, 1}, {3, 1}, {3, 1}, {3, 1}, {3, 1}};
    static const struct rat counted[] = {{1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}, {6, 1}, {7, 1}};
    static const struct rat log[] = {{0, 1}, {1, 1}, {1, 2}, {1, 3}, {1, 4}, {1, 5}};
    static const struct rat exp[] = {{1, 1},        {1, 1},           {3, 2},      {13, 6},
                                     {73, 24},      {167, 40},        {4051, 720}, {37633, 5040},
                                     {43817, 4480}, {4596553, 362880}};
    expect("1 + 2", add(repeat(1), repeat(2)), threes, 5);
    expect("derivative", differentiate(repeat(1)), counted, 7);
    expect("integral", integrate(rat(0, 1), repeat(1)), log, 6);
    expect("product", multiply(repeat(1), repeat(1)), counted, 7);
    expect("exp", exponential(repeat(1)), exp, 10);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{series, 0}};
    return suite_run("power_series", tests, TEST_COUNT(tests));
}
