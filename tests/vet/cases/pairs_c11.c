// pairs_c11.c - C11's mutexes: a result that may be looked at.
// SPDX-License-Identifier: MIT
#include <stddef.h>
#include <threads.h>
#include <time.h>

struct queue {
    mtx_t mu;
    cnd_t nonempty;
    int count;
};

int use(struct queue *q);

int returns(struct queue *q)
{
    mtx_lock(&q->mu);
    if (q->count == 0)
        return -1; // want "'q->mu' is still locked when 'returns' returns"
    q->count--;
    mtx_unlock(&q->mu);
    return 0;
}

int result_looked_at(struct queue *q)
{
    if (mtx_lock(&q->mu) != thrd_success)
        return -1;
    q->count++;
    return mtx_unlock(&q->mu) == thrd_success ? 0 : -1;
}

int result_looked_at_wrong(struct queue *q)
{
    if (mtx_lock(&q->mu) != thrd_success)
        return -1;
    if (use(q))
        return -2; // want "'q->mu' is still locked when 'result_looked_at_wrong' returns"
    mtx_unlock(&q->mu);
    return 0;
}

int timed(struct queue *q, const struct timespec *until)
{
    int r = mtx_timedlock(&q->mu, until);
    if (r == thrd_timedout)
        return 0;
    if (r != thrd_success)
        return -1;
    use(q);
    mtx_unlock(&q->mu);
    return 1;
}

int timed_wrong(struct queue *q, const struct timespec *until)
{
    if (mtx_timedlock(&q->mu, until) == thrd_timedout) {
        mtx_unlock(&q->mu); // want "'q->mu' is unlocked here, but on this path it was not locked"
        return 0;
    }
    use(q);
    mtx_unlock(&q->mu);
    return 1;
}

int waits(struct queue *q)
{
    mtx_lock(&q->mu);
    while (q->count == 0) {
        if (cnd_wait(&q->nonempty, &q->mu) != thrd_success)
            return -1; // want "'q->mu' is still locked when 'waits' returns"
    }
    q->count--;
    mtx_unlock(&q->mu);
    return 0;
}

int produces(struct queue *q)
{
    mtx_lock(&q->mu);
    q->count++;
    cnd_signal(&q->nonempty);
    mtx_unlock(&q->mu);
    return 0;
}

void twice(struct queue *q)
{
    mtx_lock(&q->mu);
    q->count++;
    mtx_lock(&q->mu); // want "'q->mu' is locked here while it is locked, and not unlocked after that: was unlock meant"
}

int recursive_kind(void)
{
    mtx_t mu;
    if (mtx_init(&mu, mtx_plain | mtx_recursive) != thrd_success)
        return -1;
    mtx_lock(&mu);
    mtx_lock(&mu);
    int r = use(NULL);
    mtx_unlock(&mu);
    mtx_unlock(&mu);
    mtx_destroy(&mu);
    return r;
}
