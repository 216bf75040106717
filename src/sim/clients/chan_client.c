// chan_client.c - channels and select: what is sent by one is received by one, nobody sleeps on.
// SPDX-License-Identifier: MIT
//
// Programs are words of operations, one word per thread, on two channels a and b. With a 1 before
// them the channels keep one element.
//   S send to a    R receive from a    P send to b    G receive from b
//   s r p g the same with a short deadline    T trysend to a    t tryrecv from a
//   C close a    F receive from a, and free it    D send to a, and free it
//   f tryrecv from a, and free it if that says that it is closed
//   X select: receive from a, or from b    x with a short deadline    W send to a, or to b
//   Y select: send to a, or receive from b    y with a short deadline
//   Z select: send to a, or receive from a    E select: receive from a, in two cases, or from b
#include "clients.h"

#include "mutex_client.h"

#include "chan/chan.h"

#include <string.h>

#define PER_THREAD 8

static pawl_chan *a, *b; // as setup leaves them
static struct books {
    bool freed, closed;
    uint8_t sent[PER_THREAD * SIM_MAX_THREADS], received[PER_THREAD * SIM_MAX_THREADS];
    uint8_t last[SIM_MAX_THREADS][SIM_MAX_THREADS][2]; // received by, from, on
    int made[SIM_MAX_THREADS];
} * books;

// ---- books --------------------------------------------------------------------------------------

// A new element, different from all others. 0 is none.
static int element(void)
{
    int me = sim_self();
    return me * PER_THREAD + ++books->made[me];
}

static bool did_send(int err, int e)
{
    sim_check(err == 0 || err == PAWL_ETIMEDOUT || err == PAWL_EAGAIN || err == PAWL_ECLOSED,
              "a send returns what it must not");
    sim_check(err != PAWL_ECLOSED || books->closed, "is told of a close that was not");
    sim_check(err != PAWL_ETIMEDOUT || sim_clock() >= SIM_SHORT, "timed out early");
    books->sent[e] = err == 0;
    return err == 0;
}

static bool did_recv(int err, int e, const pawl_chan *c)
{
    sim_check(err != PAWL_ECLOSED || (books->closed && e == 0), "is told of a close that was not");
    sim_check(err != PAWL_ETIMEDOUT || sim_clock() >= SIM_SHORT, "timed out early");
    if (err != 0)
        return false;
    sim_check(e > 0, "received nothing");
    sim_check(books->received[e]++ == 0, "an element was received twice");
    uint8_t *last = &books->last[sim_self()][e / PER_THREAD][c == b];
    sim_check(*last < e, "elements of one sender came in another order");
    *last = (uint8_t)e;
    return true;
}

static bool did_select(struct pawl_case *cases, int chosen)
{
    if (chosen < 0)
        return sim_check(sim_clock() >= SIM_SHORT, "timed out early"), false;
    struct pawl_case *k = &cases[chosen];
    if (k->sends)
        return did_send(k->err, *(const int *)k->send);
    return did_recv(k->err, *(int *)k->recv, k->chan);
}

static void free_a(void)
{
    pawl_chan_free(a);
    books->freed = true;
}

// ---- operations ---------------------------------------------------------------------------------

static bool send(pawl_chan *c, int64_t deadline)
{
    int e = element();
    sim_clock_reset(deadline);
    return did_send(pawl_chan_send_until(c, &e, deadline), e);
}

static bool receive(pawl_chan *c, int64_t deadline)
{
    int e = 0;
    sim_clock_reset(deadline);
    int err = pawl_chan_recv_until(c, &e, deadline);
    return did_recv(err, e, c);
}

static bool try(char letter)
{
    int e = letter == 'T' ? element() : 0;
    sim_clock_reset(PAWL_NEVER);
    if (letter == 'T')
        return did_send(pawl_chan_trysend(a, &e), e);
    int err = pawl_chan_tryrecv(a, &e);
    sim_check(err != PAWL_ECLOSED || a->count == 0, "the end, and an element is left");
    if (letter == 'f' && err == PAWL_ECLOSED)
        free_a();
    return did_recv(err, e, a);
}

static bool select_one(char letter, int64_t deadline)
{
    int first = 0, second = 0, third = 0;
    struct pawl_case cases[3] = {PAWL_CASE_RECV(a, &first), PAWL_CASE_RECV(b, &second),
                                 PAWL_CASE_RECV(a, &third)};
    if (letter == 'W' || letter == 'Y' || letter == 'Z') {
        first = element();
        cases[0] = (struct pawl_case)PAWL_CASE_SEND(a, &first);
    }
    if (letter == 'W') {
        second = element();
        cases[1] = (struct pawl_case)PAWL_CASE_SEND(b, &second);
    }
    if (letter == 'Z')
        cases[1].chan = a;
    sim_clock_reset(deadline);
    return did_select(cases, pawl_select_until(cases, letter == 'E' ? 3 : 2, deadline));
}

static bool step(char letter)
{
    switch (letter) {
    case 'S': return send(a, PAWL_NEVER);
    case 's': return send(a, SIM_SHORT);
    case 'P': return send(b, PAWL_NEVER);
    case 'p': return send(b, SIM_SHORT);
    case 'R': return receive(a, PAWL_NEVER);
    case 'r': return receive(a, SIM_SHORT);
    case 'G': return receive(b, PAWL_NEVER);
    case 'g': return receive(b, SIM_SHORT);
    case 'T':
    case 't':
    case 'f': return try(letter);
    case 'C': books->closed = true; return pawl_chan_tryclose(a) == 0;
    case 'F': return receive(a, PAWL_NEVER) ? free_a(), true : false;
    case 'D': return send(a, PAWL_NEVER) ? free_a(), true : false;
    case 'x': return select_one('X', SIM_SHORT);
    case 'y': return select_one('Y', SIM_SHORT);
    default: return select_one(letter, PAWL_NEVER);
    }
}

static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++)
        sim_note(step(*p));
}

// ---- the channels -------------------------------------------------------------------------------

// For chan.c.
void *sim_chan_alloc(size_t alignment, size_t size);
void sim_chan_free(void *c);

void *sim_chan_alloc(size_t alignment, size_t size)
{
    (void)alignment;
    return sim_alloc(size);
}

void sim_chan_free(void *c)
{
    sim_free(c, sizeof *a);
}

static void setup(const struct sim_client *self)
{
    const struct mutex_client *client = (const void *)self;
    size_t cap = client->programs[0] == '1';
    books = sim_alloc(sizeof *books);
    a = pawl_chan_make(sizeof(int), cap);
    b = pawl_chan_make(sizeof(int), cap);
    sim_name(&a->lock.state, "lock of a", NULL);
    sim_name(&b->lock.state, "lock of b", NULL);
    sim_name(&a->closed, "a is closed", NULL);
    sim_name(&a->count, "count of a", NULL);
    sim_name((void *)&a->receivers.first, "receivers of a", NULL);
    sim_name((void *)&a->senders.first, "senders of a", NULL);
    sim_name((void *)&b->receivers.first, "receivers of b", NULL);
    sim_name((void *)&b->senders.first, "senders of b", NULL);
    sim_spawn_programs(client->programs + cap, run_program);
}

static void check_idle(const pawl_chan *c)
{
    sim_check(c->lock.state == 0, "a channel's lock is not free at rest");
    sim_check(!c->receivers.first && !c->receivers.last && !c->senders.first && !c->senders.last,
              "a waiter was left in a queue");
}

static void at_rest(void)
{
    unsigned sent = 0, received = 0;
    for (size_t e = 0; e < sizeof books->sent; e++) {
        sent += books->sent[e];
        received += books->received[e];
        sim_check(books->sent[e] || !books->received[e], "received what was not sent");
    }
    sim_check(sent == received + a->count + b->count, "an element was lost");
    if (!books->freed)
        check_idle(a);
    check_idle(b);
}

#define CHAN(id, title, text, words, ...)                                                          \
    PROGRAM_CLIENT("chan/", id, title, text, words, 1, 0, __VA_ARGS__)
#define SELECT(id, title, text, words, ...)                                                        \
    PROGRAM_CLIENT("select/", id, title, text, words, 0, 0, __VA_ARGS__)

CHAN(hands, "1s1r", "one sends, one receives", "S R", EVERY_STEP);
CHAN(senders, "2s1r", "two send", "S S RR", QUICK);
CHAN(receivers, "1s2r", "two receive", "SS R R", QUICK);
CHAN(closes, "close", "closed when all is sent", "SC R R", QUICK);
CHAN(closes_all, "close-all", "closed under a sender and a receiver", "S RR C", QUICK);
CHAN(closes_two, "close-2", "closed under two receivers, of whom one comes again", "C Rr R", QUICK);
CHAN(timed, "timed", "both with a deadline", "s r", EVERY_STEP);
CHAN(timed_2, "timed-2", "one of two senders with a deadline", "s S RrC", QUICK);
CHAN(timed_close, "timed-close", "closed after a send with a deadline", "sC rR", EVERY_STEP);
CHAN(tries, "try", "tries", "TTC tR", EVERY_STEP);
CHAN(free_r, "free", "the receiver frees it", "S F", EVERY_STEP);
CHAN(free_s, "free-sender", "the sender frees it", "D R", EVERY_STEP);
CHAN(free_c, "free-closed", "who is told of the close frees it", "C f", EVERY_STEP);
CHAN(buffer, "buffer", "a buffer of one", "1SS RR", EVERY_STEP);
CHAN(buffer_2, "buffer-2s", "a buffer of one, two send", "1SS S RRR", QUICK);
CHAN(buffer_timed, "buffer-timed", "a buffer of one, deadlines", "1sSC rRt", QUICK);
CHAN(buffer_try, "buffer-try", "a buffer of one, tries", "1TSC tRt", EVERY_STEP);

SELECT(one, "1s", "one sends what a select of two receives", "X S", EVERY_STEP);
SELECT(both, "2s", "two send to two channels", "XX S P", EVERY_STEP);
SELECT(same, "2s-same", "two send to one of them", "XX S S", EVERY_STEP);
SELECT(contest, "timed", "all with a deadline", "x s p", EVERY_STEP);
SELECT(again, "timed-again", "one with a deadline, and then a receive", "xR sC", EVERY_STEP);
SELECT(mixed, "mixed", "sends to one or receives from the other", "YY R P", EVERY_STEP);
SELECT(selects, "2", "a select that sends, one that receives", "W X", EVERY_STEP);
SELECT(selects_timed, "2-timed", "selects of two that go both ways, deadlines", "y xC", EVERY_STEP);
SELECT(itself, "itself", "both send to and receive from the same", "Z Z", EVERY_STEP);
SELECT(twice, "twice", "a channel is in two cases", "E S", EVERY_STEP);
SELECT(select_close, "close", "closed, and sent to the other one", "X Cp", EVERY_STEP);
SELECT(select_free, "free", "who has sent to a select frees it", "X D", EVERY_STEP);
SELECT(select_free_w, "free-send", "who has received from a select frees it", "W F", EVERY_STEP);

const struct sim_client *const sim_chan_clients[] = {&hands.base,
                                                     &senders.base,
                                                     &receivers.base,
                                                     &closes.base,
                                                     &closes_all.base,
                                                     &closes_two.base,
                                                     &timed.base,
                                                     &timed_2.base,
                                                     &timed_close.base,
                                                     &tries.base,
                                                     &free_r.base,
                                                     &free_s.base,
                                                     &free_c.base,
                                                     &buffer.base,
                                                     &buffer_2.base,
                                                     &buffer_timed.base,
                                                     &buffer_try.base,
                                                     &one.base,
                                                     &both.base,
                                                     &same.base,
                                                     &contest.base,
                                                     &again.base,
                                                     &mixed.base,
                                                     &selects.base,
                                                     &selects_timed.base,
                                                     &itself.base,
                                                     &twice.base,
                                                     &select_close.base,
                                                     &select_free.base,
                                                     &select_free_w.base,
                                                     NULL};
