// condloop.c - condition waits, and the loops around them.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <threads.h>
#include <time.h>

struct queue {
    pthread_mutex_t mu;
    pthread_cond_t nonempty;
    mtx_t eleven;
    cnd_t changed;
    pawl_mutex pawl;
    pawl_cond ready;
    int count, head;
};

void use(struct queue *q);

void once(struct queue *q)
{
    pthread_mutex_lock(&q->mu);
    if (q->count == 0)
        pthread_cond_wait(&q->nonempty, &q->mu); // want "^pthread_cond_wait is not in a loop: what it waits for may not be true when it returns \[pawl-condloop\]$"
    q->count--;
    pthread_mutex_unlock(&q->mu);
}

void unconditionally(struct queue *q)
{
    pthread_mutex_lock(&q->mu);
    pthread_cond_wait(&q->nonempty, &q->mu); // want "pthread_cond_wait is not in a loop"
    q->count--;
    pthread_mutex_unlock(&q->mu);
}

void c11_once(struct queue *q)
{
    mtx_lock(&q->eleven);
    if (!q->head)
        cnd_wait(&q->changed, &q->eleven); // want "cnd_wait is not in a loop"
    q->head = 0;
    mtx_unlock(&q->eleven);
}

void pawl_once_only(struct queue *q)
{
    pawl_mutex_lock(&q->pawl);
    if (!q->head)
        pawl_cond_wait(&q->ready, &q->pawl); // want "pawl_cond_wait is not in a loop"
    q->head = 0;
    pawl_mutex_unlock(&q->pawl);
}

// Wrong, but of the same form as code that looks again: nothing is said.
void consumes(struct queue *q)
{
    for (;;) {
        pthread_mutex_lock(&q->mu);
        if (q->count == 0)
            pthread_cond_wait(&q->nonempty, &q->mu);
        q->count--;
        pthread_mutex_unlock(&q->mu);
        use(q);
    }
}

// ---- right --------------------------------------------------------------------------------------

void in_a_while(struct queue *q)
{
    pthread_mutex_lock(&q->mu);
    while (q->count == 0)
        pthread_cond_wait(&q->nonempty, &q->mu);
    q->count--;
    pthread_mutex_unlock(&q->mu);
}

void in_a_do(struct queue *q)
{
    pthread_mutex_lock(&q->mu);
    do {
        pthread_cond_wait(&q->nonempty, &q->mu);
    } while (q->count == 0);
    q->count--;
    pthread_mutex_unlock(&q->mu);
}

void in_a_for(struct queue *q)
{
    pthread_mutex_lock(&q->mu);
    for (;;) {
        if (q->count)
            break;
        pthread_cond_wait(&q->nonempty, &q->mu);
    }
    q->count--;
    pthread_mutex_unlock(&q->mu);
}

void by_goto(struct queue *q)
{
    pthread_mutex_lock(&q->mu);
again:
    if (q->count == 0) {
        pthread_cond_wait(&q->nonempty, &q->mu);
        goto again;
    }
    q->count--;
    pthread_mutex_unlock(&q->mu);
}

// With a deadline, a late answer is an answer.
int timed(struct queue *q, const struct timespec *until)
{
    pthread_mutex_lock(&q->mu);
    if (q->count == 0)
        pthread_cond_timedwait(&q->nonempty, &q->mu, until);
    int r = q->count;
    pthread_mutex_unlock(&q->mu);
    return r;
}

static void wait_for_change(struct queue *q)
{
    pthread_cond_wait(&q->nonempty, &q->mu);
}

void in_the_callers_loop(struct queue *q)
{
    pthread_mutex_lock(&q->mu);
    while (q->count == 0)
        wait_for_change(q);
    q->count--;
    pthread_mutex_unlock(&q->mu);
}
