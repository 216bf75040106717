// pairs_around.c - callers that could make up for a lock left locked, or an unlock without one.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdbool.h>

struct queue {
    pthread_mutex_t mu, event, third, fourth;
    int length, flags;
};

int work(struct queue *q);

// ---- nobody who calls it can unlock -------------------------------------------------------------

static void notify(struct queue *q)
{
    if (!q->flags)
        return;
    pthread_mutex_lock(&q->event);
    q->length++;
} // want "'q->event' is still locked when 'notify' ends, and nothing unlocks it later"

static int check(struct queue *q)
{
    if (work(q) < 0)
        return -1;
    notify(q);
    return work(q);
}

int run(struct queue *q)
{
    int failed = 0;
    for (int i = 0; i < q->length; i++) {
        pthread_mutex_lock(&q->event);
        q->flags = 0;
        pthread_mutex_unlock(&q->event);
        failed += check(q) != 0;
    }
    return failed;
}

// ---- one of them does, on some path -------------------------------------------------------------

static void hold_if_needed(struct queue *q)
{
    if (!q->flags)
        return;
    pthread_mutex_lock(&q->third);
}

static int passes_on(struct queue *q)
{
    if (work(q) < 0)
        return -1;
    hold_if_needed(q);
    return work(q);
}

void lets_go(struct queue *q)
{
    bool held = q->flags;
    passes_on(q);
    if (held)
        pthread_mutex_unlock(&q->third);
}

// ---- the same for an unlock ---------------------------------------------------------------------

static void finish(struct queue *q, int n)
{
    if (n < 0)
        return;
    q->length += n;
    pthread_mutex_unlock(&q->mu); // want "'q->mu' is unlocked here, but 'finish' has not locked it"
}

static int between(struct queue *q)
{
    finish(q, work(q));
    return work(q);
}

int begins(struct queue *q)
{
    pthread_mutex_lock(&q->mu);
    q->flags = 1;
    pthread_mutex_unlock(&q->mu);
    return between(q);
}

static void give_back(struct queue *q, int n)
{
    if (n < 0)
        return;
    pthread_mutex_unlock(&q->fourth);
}

static void may_give_back(struct queue *q)
{
    if (work(q))
        give_back(q, work(q));
}

void holds(struct queue *q)
{
    bool needed = q->flags;
    if (needed)
        pthread_mutex_lock(&q->fourth);
    may_give_back(q);
}
