// pairs_goto.c - goto: ladders of clean-up, up and down.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdlib.h>

struct box {
    pthread_mutex_t mu;
    int value, size;
    struct box *next;
    pthread_mutex_t second, third;
};

int work(struct box *b);

int ladder(struct box *b)
{
    int r = -1;
    char *first = malloc(1), *second;
    if (!first)
        goto out;
    pthread_mutex_lock(&b->mu);
    second = malloc(2);
    if (!second)
        goto out_unlock;
    r = work(b);
    free(second);
out_unlock:
    pthread_mutex_unlock(&b->mu);
    free(first);
out:
    return r;
}

int wrong_step(struct box *b)
{
    int r = -1;
    char *first = malloc(1), *second;
    if (!first)
        goto out;
    pthread_mutex_lock(&b->mu);
    second = malloc(2);
    if (!second)
        goto out_free;
    r = work(b);
    free(second);
    pthread_mutex_unlock(&b->mu);
out_free:
    free(first);
out:
    return r; // want "'b->mu' is still locked when 'wrong_step' returns here"
}

int too_far_up(struct box *b)
{
    int r = -1;
    char *first = malloc(1);
    if (!first)
        goto out;
    pthread_mutex_lock(&b->second);
    r = work(b);
    free(first);
out:
    pthread_mutex_unlock(&b->second); // want "'b->second' is unlocked here, but "
    return r;
}

int again(struct box *b)
{
retry:
    pthread_mutex_lock(&b->mu);
    if (b->value) {
        pthread_mutex_unlock(&b->mu);
        goto retry;
    }
    b->value = 1;
    pthread_mutex_unlock(&b->mu);
    return 0;
}

int again_without_unlock(struct box *b)
{
retry:
    pthread_mutex_lock(&b->mu); // want "'b->mu' is locked here while it is locked"
    if (work(b))
        goto retry;
    b->value = 1;
    pthread_mutex_unlock(&b->mu);
    return 0;
}

int into_a_loop(struct box *b, int n)
{
    pthread_mutex_lock(&b->mu);
    if (n)
        goto middle;
    for (n = 10; n; n--) {
        work(b);
    middle:
        b->value++;
    }
    pthread_mutex_unlock(&b->mu);
    return n;
}

int two_locks(struct box *a, struct box *b)
{
    int r = 0;
    pthread_mutex_lock(&a->mu);
    if (work(a)) {
        r = 1;
        goto out_a;
    }
    pthread_mutex_lock(&b->mu);
    if (work(b)) {
        r = 2;
        goto out_b;
    }
    b->value = a->value;
out_b:
    pthread_mutex_unlock(&b->mu);
out_a:
    pthread_mutex_unlock(&a->mu);
    return r;
}

int two_locks_wrong(struct box *a, struct box *b)
{
    int r = 0;
    pthread_mutex_lock(&a->mu);
    pthread_mutex_lock(&b->mu);
    if (work(b)) {
        r = 2;
        goto out_a;
    }
    b->value = a->value;
    pthread_mutex_unlock(&b->mu);
out_a:
    pthread_mutex_unlock(&a->mu);
    return r; // want "'b->mu' is still locked when 'two_locks_wrong' returns here"
}

int shared_end(struct box *b, int what)
{
    pthread_mutex_lock(&b->mu);
    if (what == 1)
        goto done;
    if (what == 2) {
        pthread_mutex_unlock(&b->mu);
        goto done_unlocked;
    }
    work(b);
done:
    pthread_mutex_unlock(&b->mu);
done_unlocked:
    return what;
}
