// chan_test.c - channels: what each operation does, on open, closed and NULL channels.
// SPDX-License-Identifier: MIT
//
// Each test runs with threads, with goroutines, and with both.
#include "support/agents.h"
#include "support/sanitizer.h"
#include "support/suite.h"

#include <pawl.h>
#include <stdatomic.h>

static int64_t soon(void)
{
    return pawl_now() + 2 * PAWL_MILLISECOND;
}

START_TEST(a_buffer_is_a_queue)
{
    pawl_chan *c = pawl_chan_make(sizeof(int), 3);
    ck_assert_uint_eq(pawl_chan_cap(c), 3);
    int got;
    ck_assert_int_eq(pawl_chan_tryrecv(c, &got), PAWL_EAGAIN);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 3; i++)
            ck_assert_int_eq(pawl_chan_trysend(c, &i), 0);
        int extra = 99;
        ck_assert_int_eq(pawl_chan_trysend(c, &extra), PAWL_EAGAIN);
        ck_assert_int_eq(pawl_chan_send_until(c, &extra, soon()), PAWL_ETIMEDOUT);
        ck_assert_uint_eq(pawl_chan_len(c), 3);
        for (int i = 0; i < 3; i++) {
            ck_assert(pawl_chan_recv(c, &got));
            ck_assert_int_eq(got, i);
        }
        ck_assert_int_eq(pawl_chan_recv_until(c, &got, soon()), PAWL_ETIMEDOUT);
    }
    pawl_chan_free(c);
}
END_TEST

START_TEST(closed_it_is_emptied_and_then_gives_zeros)
{
    pawl_chan *c = pawl_chan_make(sizeof(int), 2);
    int n = 7;
    pawl_chan_send(c, &n);
    pawl_chan_close(c);
    ck_assert_int_eq(pawl_chan_tryclose(c), PAWL_ECLOSED);
    ck_assert_int_eq(pawl_chan_trysend(c, &n), PAWL_ECLOSED);
    ck_assert_int_eq(pawl_chan_send_until(c, &n, soon()), PAWL_ECLOSED);
    int got = 0;
    ck_assert(pawl_chan_recv(c, &got));
    ck_assert_int_eq(got, 7);
    for (int i = 0; i < 3; i++) {
        got = 5;
        ck_assert(!pawl_chan_recv(c, &got));
        ck_assert_int_eq(got, 0);
        got = 5;
        ck_assert_int_eq(pawl_chan_tryrecv(c, &got), PAWL_ECLOSED);
        ck_assert_int_eq(got, 0);
    }
    pawl_chan_free(c);
}
END_TEST

START_TEST(a_null_channel_is_never_ready)
{
    int n = 1;
    ck_assert_int_eq(pawl_chan_trysend(NULL, &n), PAWL_EAGAIN);
    ck_assert_int_eq(pawl_chan_tryrecv(NULL, &n), PAWL_EAGAIN);
    ck_assert_int_eq(pawl_chan_send_until(NULL, &n, soon()), PAWL_ETIMEDOUT);
    ck_assert_int_eq(pawl_chan_recv_until(NULL, &n, soon()), PAWL_ETIMEDOUT);
    ck_assert_uint_eq(pawl_chan_len(NULL), 0);
    ck_assert_uint_eq(pawl_chan_cap(NULL), 0);
    pawl_chan_free(NULL);
}
END_TEST

struct sizes {
    pawl_chan *c;
    size_t size;
    atomic_int wrong;
};

static void send_bytes(void *arg)
{
    struct sizes *s = arg;
    unsigned char elem[300];
    for (int i = 0; i < 50; i++) {
        memset(elem, i, sizeof elem);
        pawl_chan_send(s->c, elem);
    }
    pawl_chan_close(s->c);
}

static void recv_bytes(void *arg)
{
    struct sizes *s = arg;
    unsigned char elem[301];
    int n = 0;
    memset(elem, 255, sizeof elem);
    for (; pawl_chan_recv(s->c, elem); n++)
        for (size_t j = 0; j <= s->size; j++)
            s->wrong += elem[j] != (j < s->size ? n : 255);
    s->wrong += n != 50;
}

START_TEST(elements_of_every_size)
{
    static const size_t sizes[] = {0, 1, 2, 3, 4, 8, 12, 16, 24, 300};
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (size_t cap = 0; cap < 3; cap++) {
            struct sizes s = {.c = pawl_chan_make(sizes[i], cap), .size = sizes[i]};
            struct agents a = {.kind = (enum agents_kind)_i};
            agents_start(&a, send_bytes, &s);
            agents_start(&a, recv_bytes, &s);
            agents_join(&a);
            ck_assert_int_eq(s.wrong, 0);
            pawl_chan_free(s.c);
        }
}
END_TEST

struct waiters {
    pawl_chan *c;
    atomic_int closed, got;
};

static void recv_till_closed(void *arg)
{
    struct waiters *w = arg;
    int n = 1;
    while (pawl_chan_recv(w->c, &n))
        w->got++;
    w->closed += n == 0;
}

START_TEST(close_wakes_all_receivers)
{
    struct waiters w = {.c = pawl_chan_make(sizeof(int), 0)};
    struct agents a = {.kind = (enum agents_kind)_i};
    for (int i = 0; i < 10; i++)
        agents_start(&a, recv_till_closed, &w);
    for (int i = 0; i < 5; i++)
        pawl_chan_send(w.c, &i);
    pawl_chan_close(w.c);
    agents_join(&a);
    ck_assert_int_eq(w.closed, 10);
    ck_assert_int_eq(w.got, 5);
    pawl_chan_free(w.c);
}
END_TEST

static void send_till_closed(void *arg)
{
    struct waiters *w = arg;
    int n = 1, err;
    while ((err = pawl_chan_send_until(w->c, &n, pawl_now() + 60 * PAWL_SECOND)) == 0)
        w->got++;
    w->closed += err == PAWL_ECLOSED;
}

START_TEST(close_wakes_all_senders)
{
    struct waiters w = {.c = pawl_chan_make(sizeof(int), (size_t)_i)};
    struct agents a = {.kind = (enum agents_kind)_i};
    for (int i = 0; i < 10; i++)
        agents_start(&a, send_till_closed, &w);
    int n;
    for (int i = 0; i < 25; i++)
        ck_assert(pawl_chan_recv(w.c, &n));
    pawl_chan_close(w.c);
    agents_join(&a);
    ck_assert_int_eq(w.closed, 10);
    ck_assert_uint_eq((size_t)(int)w.got, 25 + pawl_chan_len(w.c));
    pawl_chan_free(w.c);
}
END_TEST

// Deadlines that pass while the other side comes: whoever says that it was done is believed.
struct race {
    pawl_chan *c;
    atomic_int sent, received;
};

static void send_in_time(void *arg)
{
    struct race *r = arg;
    for (int i = 0; i < SCALED(2000); i++)
        r->sent += pawl_chan_send_until(r->c, &i, pawl_now() + i % 7 * 500) == 0;
}

static void recv_in_time(void *arg)
{
    struct race *r = arg;
    int n;
    for (int i = 0; i < SCALED(2000); i++)
        r->received += pawl_chan_recv_until(r->c, &n, pawl_now() + i % 5 * 700) == 0;
}

START_TEST(a_deadline_loses_nothing)
{
    for (size_t cap = 0; cap < 2; cap++) {
        struct race r = {.c = pawl_chan_make(sizeof(int), cap)};
        struct agents a = {.kind = (enum agents_kind)_i};
        for (int i = 0; i < 3; i++) {
            agents_start(&a, send_in_time, &r);
            agents_start(&a, recv_in_time, &r);
        }
        agents_join(&a);
        ck_assert_int_eq(r.sent, r.received + (int)pawl_chan_len(r.c));
        pawl_chan_free(r.c);
    }
}
END_TEST

// The receiver frees the channel at once: the sender has done with it.
static void send_last(void *arg)
{
    int n = 1;
    pawl_chan_send(arg, &n);
}

static void recv_and_free(void *arg)
{
    int n;
    EXPECT(pawl_chan_recv(arg, &n) && n == 1, "nothing received");
    pawl_chan_free(arg);
}

START_TEST(who_has_received_may_free_it)
{
    for (int i = 0; i < SCALED(300); i++) {
        struct agents a = {.kind = (enum agents_kind)_i};
        pawl_chan *c = pawl_chan_make(sizeof(int), (size_t)i % 2);
        agents_start(&a, send_last, c);
        agents_start(&a, recv_and_free, c);
        agents_join(&a);
    }
}
END_TEST

START_TEST(trymake_says_no)
{
    ck_assert_ptr_null(pawl_chan_trymake(SIZE_MAX / 4, 8));
    ck_assert_ptr_null(pawl_chan_trymake(1, SIZE_MAX / 2));
    pawl_chan *c = pawl_chan_trymake(0, 1000000);
    ck_assert_ptr_nonnull(c);
    pawl_chan_free(c);
}
END_TEST

START_TEST(types)
{
    typedef PAWL_CHAN(long) longs;
    longs c;
    long sum = 0;
    PAWL_MAKE(c, 10);
    for (long i = 1; i <= 4; i++)
        PAWL_SEND(c, i);
    pawl_chan_close(c.chan);
    PAWL_EACH(long, n, c)
        sum += n;
    ck_assert_int_eq(sum, 10);
    pawl_chan_free(c.chan);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {a_buffer_is_a_queue, 0},
        {closed_it_is_emptied_and_then_gives_zeros, 0},
        {a_null_channel_is_never_ready, 0},
        {elements_of_every_size, AGENTS_KINDS},
        {close_wakes_all_receivers, AGENTS_KINDS},
        {close_wakes_all_senders, AGENTS_KINDS},
        {a_deadline_loses_nothing, AGENTS_KINDS},
        {who_has_received_may_free_it, AGENTS_KINDS},
        {trymake_says_no, 0},
        {types, 0},
    };
    return suite_run("chan", tests, TEST_COUNT(tests));
}
