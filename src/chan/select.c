// select.c - the first of several sends and receives that can happen.
// SPDX-License-Identifier: MIT
//
// As Go's. The channels are locked in the order of their addresses, each once, so that two selects
// cannot lock each other out. Then, with all of them locked:
//   1. in random order, is there a case that can happen? It does.
//   2. If not, a record goes into the queue of each; all are unlocked; sleep.
//   3. Somebody has taken one of the records, and done its operation. The others are taken off.
// In step 2 the order is random, too: a channel that is in two cases has two records, and who comes
// takes the first.
#include "chan/chan.h"

#include "base/fatal.h"
#include "base/random.h"

#include <pawl/tsan.h>
#include <stdlib.h>

#define MAX_CASES 65536
#define FEW 16 // as many fit on the stack

struct select {
    struct pawl_case *cases;
    uint32_t n;                      // cases with a channel
    uint32_t *poll;                  // their numbers, in random order
    uint32_t *lock;                  // in the order of the channels' addresses
    struct pawl_chan_waiter *waiter; // of each case
    int64_t deadline;
};

// ---- orders -------------------------------------------------------------------------------------

static void shuffle(struct select *s, int n)
{
    for (int i = 0; i < n; i++) {
        if (s->cases[i].chan == NULL)
            continue;
        uint32_t at = pawl_random_(s->n + 1);
        if (at < s->n)
            s->poll[s->n] = s->poll[at];
        s->poll[at] = (uint32_t)i;
        s->n++;
    }
}

static uintptr_t address(const struct select *s, uint32_t i)
{
    return (uintptr_t)s->cases[s->lock[i]].chan;
}

static void swap(struct select *s, uint32_t i, uint32_t j)
{
    uint32_t at = s->lock[i];
    s->lock[i] = s->lock[j];
    s->lock[j] = at;
}

static void sift_down(struct select *s, uint32_t root, uint32_t n)
{
    for (uint32_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && address(s, child) < address(s, child + 1))
            child++;
        if (address(s, root) >= address(s, child))
            return;
        swap(s, root, child);
    }
}

static void sort(struct select *s)
{
    for (uint32_t i = 0; i < s->n; i++)
        s->lock[i] = s->poll[i];
    for (uint32_t i = s->n / 2; i-- > 0;)
        sift_down(s, i, s->n);
    for (uint32_t i = s->n; i-- > 1;) {
        swap(s, 0, i);
        sift_down(s, 0, i);
    }
}

static void lock_all(const struct select *s)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (i == 0 || address(s, i) != address(s, i - 1))
            pawl_lowlock_lock_(&s->cases[s->lock[i]].chan->lock);
}

static void unlock_all(const struct select *s)
{
    for (uint32_t i = s->n; i-- > 0;)
        if (i == 0 || address(s, i) != address(s, i - 1))
            pawl_lowlock_unlock_(&s->cases[s->lock[i]].chan->lock);
}

// ---- the three steps ----------------------------------------------------------------------------

static int case_now(struct pawl_case *k, struct pawl_parker **parker)
{
    return k->sends ? pawl_chan_send_now_(k->chan, k->send, parker)
                    : pawl_chan_recv_now_(k->chan, k->recv, parker);
}

// Returns the number of the case that has happened, -1: none can.
static int poll(const struct select *s, struct pawl_parker **parker)
{
    for (uint32_t i = 0; i < s->n; i++) {
        struct pawl_case *k = &s->cases[s->poll[i]];
        k->err = case_now(k, parker);
        if (k->err != PAWL_EAGAIN)
            return (int)s->poll[i];
    }
    return -1;
}

static struct pawl_chan_queue *queue_of(const struct pawl_case *k)
{
    return k->sends ? &k->chan->senders : &k->chan->receivers;
}

// Queues everywhere, and returns until when to sleep.
static int64_t enqueue(const struct select *s, struct pawl_chan_wait *wait)
{
    int64_t until = s->deadline;
    for (uint32_t i = 0; i < s->n; i++) {
        struct pawl_case *k = &s->cases[s->poll[i]];
        struct pawl_chan_waiter *w = &s->waiter[s->poll[i]];
        w->wait = wait;
        w->elem = k->sends ? (void *)(uintptr_t)k->send : k->recv;
        pawl_chan_enqueue_(queue_of(k), w);
        if (k->chan->is_timer && (int64_t)k->chan->when < until)
            until = (int64_t)k->chan->when;
    }
    return until;
}

// The channel of the case that has happened may be gone: who did it need not wait for the select.
// But the others, and it too, if it is in another case, are used until the select returns.
static void dequeue(const struct select *s, const struct pawl_chan_waiter *winner)
{
    for (uint32_t i = 0; i < s->n; i++) {
        struct pawl_chan_waiter *w = &s->waiter[s->poll[i]];
        struct pawl_case *k = &s->cases[s->poll[i]];
        if (w == winner)
            continue;
        pawl_lowlock_lock_(&k->chan->lock);
        if (w->queued)
            pawl_chan_dequeue_(queue_of(k), w);
        pawl_lowlock_unlock_(&k->chan->lock);
    }
}

// All channels are locked, and no case can happen. Unlocks them. Returns the number of the case
// that has happened, -1: the deadline has passed; or -2: look again.
static int sleep_till_one(const struct select *s, struct pawl_parker *parker)
{
    struct pawl_chan_wait wait = {.parker = parker, .contested = true};
    pawl_park_prepare_(parker);
    PAWL_TSAN_RELEASE_(&wait);
    int64_t until = enqueue(s, &wait);
    const pawl_chan *one = s->cases[s->poll[0]].chan;
    unlock_all(s);
    bool woken = pawl_chan_sleep_(one, &wait, until);
    if (!woken && !pawl_word_cas_acq(&wait.decided, 0, 1)) {
        // The unpark is on its way and must not hit a later wait.
        pawl_park_(parker, pawl_deadline_at_(PAWL_NEVER));
        PAWL_TSAN_ACQUIRE_(&wait);
        woken = true;
    }
    dequeue(s, wait.winner);
    if (!woken)
        return until < s->deadline ? -2 : -1;
    if (wait.err == PAWL_CHAN_AGAIN)
        return -2;
    int chosen = (int)(wait.winner - s->waiter);
    s->cases[chosen].err = wait.err;
    return chosen;
}

static int choose(struct select *s, bool waits)
{
    struct pawl_parker *own = NULL;
    int chosen;
    do {
        struct pawl_parker *other = NULL;
        lock_all(s);
        chosen = poll(s, &other);
        if (chosen >= 0 || !waits) {
            unlock_all(s);
            if (other)
                pawl_unpark_(other);
            break;
        }
        if (own == NULL)
            own = pawl_parker_lend_();
        chosen = sleep_till_one(s, own);
    } while (chosen == -2);
    if (own)
        pawl_parker_return_(own);
    return chosen;
}

// ---- what is called -----------------------------------------------------------------------------

static int select_among(struct pawl_case *cases, int n, int64_t deadline, bool waits,
                        uint32_t *orders, struct pawl_chan_waiter *waiters)
{
    struct select s = {.cases = cases,
                       .poll = orders,
                       .lock = orders + n,
                       .waiter = waiters,
                       .deadline = deadline};
    shuffle(&s, n);
    sort(&s);
    return choose(&s, waits);
}

static int select_many(struct pawl_case *cases, int n, int64_t deadline, bool waits)
{
    uint32_t *orders = malloc((size_t)n * 2 * sizeof *orders);
    struct pawl_chan_waiter *waiters = malloc((size_t)n * sizeof *waiters);
    if (orders == NULL || waiters == NULL)
        pawl_fatal_("pawl: no memory for a select", NULL);
    int chosen = select_among(cases, n, deadline, waits, orders, waiters);
    free(orders);
    free(waiters);
    return chosen;
}

// A select of one case is a send or a receive.
static int operate(struct pawl_case *k, int64_t deadline, bool waits)
{
    if (k->sends)
        return waits ? pawl_chan_send_until(k->chan, k->send, deadline)
                     : pawl_chan_trysend(k->chan, k->send);
    return waits ? pawl_chan_recv_until(k->chan, k->recv, deadline)
                 : pawl_chan_tryrecv(k->chan, k->recv);
}

// Returns the number of the only case with a channel; n: there is none; n + 1: there are several.
static int only_case(const struct pawl_case *cases, int n)
{
    int only = n;
    for (int i = 0; i < n; i++) {
        if (cases[i].chan && only < n)
            return n + 1;
        if (cases[i].chan)
            only = i;
    }
    return only;
}

// With several cases the locks are needed, also by who does not wait: it sees one moment. Without,
//     the caller: c is empty       another one: sends on c, and then receives from d
//                 d is empty
// it would find nothing, though at every moment there was something.
static int select_until(struct pawl_case *cases, int n, int64_t deadline, bool waits)
{
    if (PAWL_UNLIKELY(n > MAX_CASES))
        pawl_fatal_("pawl: too many select cases", NULL);
    int only = only_case(cases, n);
    if (only < n) {
        struct pawl_case *k = &cases[only];
        k->err = operate(k, deadline, waits);
        return k->err == 0 || k->err == PAWL_ECLOSED ? only : -1;
    }
    if (only == n) {
        if (waits)
            pawl_chan_sleep_for_ever_(deadline);
        return -1;
    }
    if (n > FEW)
        return select_many(cases, n, deadline, waits);
    uint32_t orders[2 * FEW];
    struct pawl_chan_waiter waiters[FEW];
    return select_among(cases, n, deadline, waits, orders, waiters);
}

int pawl_select(struct pawl_case *cases, int n)
{
    int chosen = select_until(cases, n, PAWL_NEVER, true);
    if (PAWL_UNLIKELY(cases[chosen].err != 0) && cases[chosen].sends)
        pawl_fatal_("send on closed channel", cases[chosen].chan);
    return chosen;
}

int pawl_select_until(struct pawl_case *cases, int n, int64_t deadline)
{
    return select_until(cases, n, deadline, true);
}

int pawl_select_try(struct pawl_case *cases, int n)
{
    return select_until(cases, n, 0, false);
}
