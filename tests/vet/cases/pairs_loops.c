// pairs_loops.c - break, continue and the ends of loops.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdlib.h>

struct box {
    pthread_mutex_t mu;
    int value, size;
    struct box *next;
};

int work(struct box *b);

int breaks(struct box *b, int n)
{
    pthread_mutex_lock(&b->mu);
    for (int i = 0; i < n; i++) {
        if (work(b))
            break;
    }
    pthread_mutex_unlock(&b->mu);
    return 0;
}

void locks_each_time(struct box *b, int n)
{
    for (int i = 0; i < n; i++) {
        pthread_mutex_lock(&b->mu);
        work(b);
        pthread_mutex_unlock(&b->mu);
    }
}

void continue_leaves_it(struct box *b, int n)
{
    for (int i = 0; i < n; i++) {
        pthread_mutex_lock(&b->mu); // want "'b->mu' is locked here while it is locked"
        if (i == b->size)
            continue;
        pthread_mutex_unlock(&b->mu);
    }
}

int break_leaves_it(struct box *b, int n)
{
    int i;
    for (i = 0; i < n; i++) {
        pthread_mutex_lock(&b->mu);
        if (b->value == i)
            break;
        pthread_mutex_unlock(&b->mu);
    }
    return i; // want "'b->mu' is still locked when 'break_leaves_it' returns"
}

int break_with_it(struct box *b, int n)
{
    int i;
    for (i = 0; i < n; i++) {
        pthread_mutex_lock(&b->mu);
        if (b->value == i) {
            pthread_mutex_unlock(&b->mu);
            break;
        }
        pthread_mutex_unlock(&b->mu);
    }
    return i;
}

int return_in_a_loop(struct box *b, int n)
{
    pthread_mutex_lock(&b->mu);
    while (n-- > 0) {
        if (work(b))
            return n; // want "'b->mu' is still locked when 'return_in_a_loop' returns here"
    }
    pthread_mutex_unlock(&b->mu);
    return 0;
}

int do_while(struct box *b)
{
    int r;
    pthread_mutex_lock(&b->mu);
    do {
        r = work(b);
        if (r < 0)
            goto failed;
    } while (r);
    pthread_mutex_unlock(&b->mu);
    return 0;
failed:
    return -1; // want "'b->mu' is still locked when 'do_while' returns here"
}

void relocks_for_the_next_round(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    while (b->value) {
        b->value--;
        pthread_mutex_unlock(&b->mu);
        work(b);
        pthread_mutex_lock(&b->mu);
    }
    pthread_mutex_unlock(&b->mu);
}

void forgets_to_relock(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    while (b->value) {
        b->value--;
        pthread_mutex_unlock(&b->mu); // want "'b->mu' is unlocked here, but it was unlocked before"
        work(b);
    }
    pthread_mutex_unlock(&b->mu); // want "'b->mu' is unlocked here, but it was unlocked before"
}

void for_ever(struct box *b)
{
    for (;;) {
        pthread_mutex_lock(&b->mu);
        work(b);
        pthread_mutex_unlock(&b->mu);
    }
}

int drains(struct box *b)
{
    int n = 0;
    while (1) {
        pthread_mutex_lock(&b->mu);
        struct box *first = b->next;
        if (!first) {
            pthread_mutex_unlock(&b->mu);
            return n;
        }
        b->next = first->next;
        pthread_mutex_unlock(&b->mu);
        n += work(first);
    }
}

int skips_inside(struct box *b, int n)
{
    int sum = 0;
    pthread_mutex_lock(&b->mu);
    for (struct box *one = b->next; one; one = one->next) {
        if (one->value == n)
            continue;
        sum += one->value;
    }
    pthread_mutex_unlock(&b->mu);
    return sum;
}

int inner_break(struct box *b, int n)
{
    pthread_mutex_lock(&b->mu);
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            if (work(b) == j)
                break;
        }
        if (b->value)
            break;
    }
    pthread_mutex_unlock(&b->mu);
    return 0;
}
