// go_chan_test.c - Go's TestChan, in parts: for each capacity, what blocks and what does not.
// SPDX-License-Identifier: MIT
#include "support/agents.h"
#include "support/sanitizer.h"
#include "support/suite.h"

#include <pawl.h>
#include <stdatomic.h>

enum { CAPS = SCALED(20) }; // 0 to 19

static pawl_chan *make(int cap)
{
    return pawl_chan_make(sizeof(int), (size_t)cap);
}

static void send(pawl_chan *c, int n)
{
    pawl_chan_send(c, &n);
}

static int recv(pawl_chan *c)
{
    int n = -1;
    EXPECT(pawl_chan_recv(c, &n), "closed");
    return n;
}

static void fill(pawl_chan *c)
{
    for (size_t i = 0; i < pawl_chan_cap(c); i++)
        send(c, (int)i);
}

// ---- who has to wait, waits ---------------------------------------------------------------------

struct op {
    pawl_chan *c;
    atomic_bool done;
};

static void recv_one(void *arg)
{
    struct op *op = arg;
    recv(op->c);
    op->done = true;
}

static void send_one(void *arg)
{
    struct op *op = arg;
    send(op->c, 0);
    op->done = true;
}

START_TEST(empty_blocks)
{
    for (int cap = 0; cap < CAPS; cap++) {
        struct agents a = {.kind = (enum agents_kind)_i};
        struct op ops[2] = {{.c = make(cap)}, {.c = NULL}};
        ops[1].c = ops[0].c;
        agents_start(&a, recv_one, &ops[0]);
        agents_start(&a, recv_one, &ops[1]);
        pawl_go_sleep(PAWL_MILLISECOND);
        ck_assert(!ops[0].done && !ops[1].done);
        ck_assert_int_eq(pawl_chan_tryrecv(ops[0].c, NULL), PAWL_EAGAIN);
        send(ops[0].c, 0);
        send(ops[0].c, 0);
        agents_join(&a);
        pawl_chan_free(ops[0].c);
    }
}
END_TEST

START_TEST(full_blocks)
{
    for (int cap = 0, n = 0; cap < CAPS; cap++) {
        struct agents a = {.kind = (enum agents_kind)_i};
        struct op op = {.c = make(cap)};
        fill(op.c);
        agents_start(&a, send_one, &op);
        pawl_go_sleep(PAWL_MILLISECOND);
        ck_assert(!op.done);
        ck_assert_int_eq(pawl_chan_trysend(op.c, &n), PAWL_EAGAIN);
        recv(op.c);
        agents_join(&a);
        ck_assert_uint_eq(pawl_chan_len(op.c), (size_t)cap);
        pawl_chan_free(op.c);
    }
}
END_TEST

// ---- closed -------------------------------------------------------------------------------------

START_TEST(closed_gives_zero)
{
    for (int cap = 0; cap < CAPS; cap++) {
        pawl_chan *c = make(cap);
        fill(c);
        pawl_chan_close(c);
        for (int i = 0; i < cap; i++)
            ck_assert_int_eq(recv(c), i);
        for (int i = 0, n = 7; i < 2; i++, n = 7) {
            ck_assert(!pawl_chan_recv(c, &n));
            ck_assert_int_eq(n, 0);
        }
        pawl_chan_free(c);
    }
}
END_TEST

static void recv_closed(void *arg)
{
    struct op *op = arg;
    int n = 7;
    op->done = !pawl_chan_recv(op->c, &n) && n == 0;
}

START_TEST(close_unblocks)
{
    for (int cap = 0; cap < CAPS; cap++) {
        struct agents a = {.kind = (enum agents_kind)_i};
        struct op op = {.c = make(cap)};
        agents_start(&a, recv_closed, &op);
        pawl_go_sleep(PAWL_MILLISECOND);
        pawl_chan_close(op.c);
        agents_join(&a);
        ck_assert(op.done);
        pawl_chan_free(op.c);
    }
}
END_TEST

// ---- what was sent is received ------------------------------------------------------------------

enum { EACH = SCALED(1000), CROWD = 4 };

static void send_hundred(void *arg)
{
    for (int i = 0; i < 100; i++)
        send(arg, i);
}

START_TEST(in_order)
{
    for (int cap = 0; cap < CAPS; cap++) {
        struct agents a = {.kind = (enum agents_kind)_i};
        pawl_chan *c = make(cap);
        agents_start(&a, send_hundred, c);
        for (int i = 0; i < 100; i++)
            EXPECT(recv(c) == i, "cap %d: not %d", cap, i);
        agents_join(&a);
        pawl_chan_free(c);
    }
}
END_TEST

struct crowd {
    pawl_chan *c;
    atomic_int times[EACH];
};

static void send_each(void *arg)
{
    struct crowd *crowd = arg;
    for (int i = 0; i < EACH; i++)
        send(crowd->c, i);
}

static void recv_each(void *arg)
{
    struct crowd *crowd = arg;
    for (int i = 0; i < EACH; i++)
        crowd->times[recv(crowd->c)]++;
}

START_TEST(all_of_it)
{
    static const int caps[] = {0, 1, 3, 19};
    for (size_t i = 0; i < sizeof caps / sizeof caps[0]; i++) {
        struct agents a = {.kind = (enum agents_kind)_i};
        static struct crowd crowd;
        crowd = (struct crowd){.c = make(caps[i])};
        for (int n = 0; n < CROWD; n++) {
            agents_start(&a, send_each, &crowd);
            agents_start(&a, recv_each, &crowd);
        }
        agents_join(&a);
        for (int n = 0; n < EACH; n++)
            EXPECT(crowd.times[n] == CROWD, "%d came %d times", n, crowd.times[n]);
        ck_assert_uint_eq(pawl_chan_len(crowd.c), 0);
        pawl_chan_free(crowd.c);
    }
}
END_TEST

START_TEST(len_and_cap)
{
    for (int cap = 0; cap < CAPS; cap++) {
        pawl_chan *c = make(cap);
        ck_assert_uint_eq(pawl_chan_len(c), 0);
        ck_assert_uint_eq(pawl_chan_cap(c), (size_t)cap);
        fill(c);
        ck_assert_uint_eq(pawl_chan_len(c), (size_t)cap);
        ck_assert_uint_eq(pawl_chan_cap(c), (size_t)cap);
        pawl_chan_free(c);
    }
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {empty_blocks, AGENTS_KINDS},
        {full_blocks, AGENTS_KINDS},
        {closed_gives_zero, 0},
        {close_unblocks, AGENTS_KINDS},
        {in_order, AGENTS_KINDS},
        {all_of_it, AGENTS_KINDS},
        {len_and_cap, 0},
    };
    return suite_run("go_chan", tests, TEST_COUNT(tests));
}
