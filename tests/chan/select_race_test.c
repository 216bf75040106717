// select_race_test.c - Go's TestNonblock…Race: a select that does not wait sees one moment.
// SPDX-License-Identifier: MIT
//
// In each there is always a channel from which something can be received: the next one becomes
// ready before the one before it ceases to be. So who looks at all may never find nothing. One that
// looks at the second channel, then at the first one, would: each was empty when it was looked at.
#include "support/agents.h"
#include "support/sanitizer.h"
#include "support/suite.h"

#include <pawl.h>
#include <stdatomic.h>

enum { ROUNDS = SCALED(1000) };

struct race {
    pawl_chan *first, *second;
    bool second_first; // in the order of the cases
    int err;
};

static void look(void *arg)
{
    struct race *r = arg;
    struct pawl_case cases[] = {PAWL_CASE_RECV(r->second_first ? r->second : r->first, NULL),
                                PAWL_CASE_RECV(r->second_first ? r->first : r->second, NULL)};
    r->err = pawl_select_try(cases, 2) < 0 ? PAWL_EAGAIN : 0;
}

static void look_at_one(void *arg)
{
    struct race *r = arg;
    r->err = pawl_chan_tryrecv(r->first, NULL);
}

static void start(struct agents *a, struct race *r, void (*run)(void *), size_t second_cap)
{
    r->first = pawl_chan_make(1, 1);
    r->second = pawl_chan_make(1, second_cap);
    pawl_chan_send(r->first, "1");
    agents_start(a, run, r);
    if (a->kind == GOROUTINES && a->started % 2 == 0)
        agents_yield();
}

static void finish(struct agents *a, struct race *r)
{
    agents_join(a);
    EXPECT(r->err != PAWL_EAGAIN, "none was ready");
    pawl_chan_free(r->first);
    pawl_chan_free(r->second);
}

// TestNonblockRecvRace: what is in the buffer can be received, closed or not; then it is closed.
START_TEST(one_closed)
{
    struct agents a = {.kind = (enum agents_kind)_i};
    for (int i = 0; i < ROUNDS; i++) {
        struct race r = {.err = 0};
        start(&a, &r, look_at_one, 1);
        pawl_chan_close(r.first);
        pawl_chan_recv(r.first, NULL);
        finish(&a, &r);
    }
}
END_TEST

// TestNonblockSelectRace, and with the cases in the other order.
START_TEST(second_sent)
{
    struct agents a = {.kind = (enum agents_kind)_i};
    for (int i = 0; i < ROUNDS; i++) {
        struct race r = {.second_first = i % 2};
        start(&a, &r, look, 1);
        pawl_chan_send(r.second, "1");
        pawl_chan_tryrecv(r.first, NULL);
        finish(&a, &r);
    }
}
END_TEST

// TestNonblockSelectRace2: the second becomes ready by being closed.
START_TEST(second_closed)
{
    struct agents a = {.kind = (enum agents_kind)_i};
    for (int i = 0; i < ROUNDS; i++) {
        struct race r = {.second_first = i % 2};
        start(&a, &r, look, 0);
        pawl_chan_close(r.second);
        pawl_chan_tryrecv(r.first, NULL);
        finish(&a, &r);
    }
}
END_TEST

// The same many times with two channels: one gets an element before the other one loses its own.
// Who looks puts back what it has found. Between the two are cases that are switched off: it takes
// long to look at all.
struct ring {
    pawl_chan *c[2];
    atomic_bool over;
};

static void turn(void *arg)
{
    struct ring *r = arg;
    for (int i = 0; !atomic_load(&r->over); i++) {
        pawl_chan_send(r->c[(i + 1) % 2], "1");
        for (int tries = 1; pawl_chan_tryrecv(r->c[i % 2], NULL) != 0; tries++)
            if (tries % 1000 == 0)
                agents_yield();
    }
}

START_TEST(ring)
{
    enum { CASES = 300 };
    static struct pawl_case cases[CASES];
    struct ring r = {.c = {pawl_chan_make(1, 2), pawl_chan_make(1, 2)}};
    struct agents a = {.kind = (enum agents_kind)_i};
    pawl_chan_send(r.c[0], "1");
    agents_start(&a, turn, &r);
    for (int i = 0; i < SCALED(100000); i++) {
        cases[0].chan = r.c[i % 2];
        cases[CASES - 1].chan = r.c[(i + 1) % 2];
        int chosen = pawl_select_try(cases, CASES);
        EXPECT(chosen >= 0, "none was ready in round %d", i);
        pawl_chan_send(cases[chosen].chan, "1");
    }
    atomic_store(&r.over, true);
    agents_join(&a);
    pawl_chan_free(r.c[0]);
    pawl_chan_free(r.c[1]);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {one_closed, AGENTS_KINDS},
        {second_sent, AGENTS_KINDS},
        {second_closed, AGENTS_KINDS},
        {ring, AGENTS_KINDS},
    };
    return suite_run("select_race", tests, TEST_COUNT(tests));
}
