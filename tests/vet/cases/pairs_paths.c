// pairs_paths.c - paths through one function.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdlib.h>

struct box {
    pthread_mutex_t mu;
    int value, threaded;
    struct box *next;
};

int work(struct box *b);
void report(const char *what);

int early_return(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (b->value < 0)
        return -1; // want "'b->mu' is still locked when 'early_return' returns here"
    pthread_mutex_unlock(&b->mu);
    return 0;
}

int same_result(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    int r = work(b);
    if (r > 10) {
        pthread_mutex_unlock(&b->mu);
        return r;
    }
    b->value = r;
    return r; // want "'b->mu' is still locked when 'same_result' returns here"
}

void falls_off(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (work(b)) {
        pthread_mutex_unlock(&b->mu);
        return;
    }
    b->value++;
} // want "'b->mu' is still locked when 'falls_off' ends here"

int ladder(struct box *b)
{
    int r = -1;
    char *p = malloc(10);
    if (!p)
        goto out;
    pthread_mutex_lock(&b->mu);
    if (work(b))
        goto unlock;
    r = 0;
unlock:
    pthread_mutex_unlock(&b->mu);
    free(p);
out:
    return r;
}

int wrong_ladder(struct box *b)
{
    int r = -1;
    char *p = malloc(10);
    if (!p)
        goto out;
    pthread_mutex_lock(&b->mu);
    if (work(b))
        goto no_memory;
    r = 0;
    pthread_mutex_unlock(&b->mu);
no_memory:
    free(p);
out:
    return r; // want "'b->mu' is still locked when 'wrong_ladder' returns here"
}

void correlated(struct box *b, int locks)
{
    if (locks)
        pthread_mutex_lock(&b->mu);
    work(b);
    if (locks)
        pthread_mutex_unlock(&b->mu);
}

void correlated_memory(struct box *b)
{
    if (b->threaded)
        pthread_mutex_lock(&b->mu);
    work(b);
    report("done");
    if (b->threaded)
        pthread_mutex_unlock(&b->mu);
}

void flag(struct box *b)
{
    int locked = 0;
    if (b->value > 3) {
        pthread_mutex_lock(&b->mu);
        locked = 1;
    }
    for (int i = 0; i < 10; i++)
        work(b);
    if (locked)
        pthread_mutex_unlock(&b->mu);
}

void wrong_flag(struct box *b)
{
    int locked = 0;
    if (b->value > 3) {
        pthread_mutex_lock(&b->mu);
        locked = 1;
    }
    if (!locked)
        pthread_mutex_unlock(&b->mu);
}

void twice(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    b->value++;
    pthread_mutex_lock(&b->mu); // want "'b->mu' is locked here while it is locked, and not .*: was unlock meant"
}

void twice_on_one_path(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (work(b))
        pthread_mutex_lock(&b->mu); // want "'b->mu' is locked here while it is locked"
    pthread_mutex_unlock(&b->mu);
}

void unlocked_twice(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (work(b)) {
        report("bad");
        pthread_mutex_unlock(&b->mu);
    }
    pthread_mutex_unlock(&b->mu); // want "'b->mu' is unlocked here, but it was unlocked before"
}

int switches(struct box *b, int what)
{
    pthread_mutex_lock(&b->mu);
    switch (what) {
    case 1: b->value++; break;
    case 2: pthread_mutex_unlock(&b->mu); return 0;
    case 3: return 0; // want "'b->mu' is still locked when 'switches' returns here"
    default: break;
    }
    pthread_mutex_unlock(&b->mu);
    return 0;
}

void alias(struct box *b)
{
    pthread_mutex_t *m = &b->mu;
    pthread_mutex_lock(m);
    work(b);
    pthread_mutex_unlock(&b->mu);
}

void hand_over_hand(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    while (b->next) {
        struct box *next = b->next;
        pthread_mutex_lock(&next->mu);
        pthread_mutex_unlock(&b->mu);
        b = next;
    }
    pthread_mutex_unlock(&b->mu);
}

void all(struct box *b, int count)
{
    for (int i = 0; i < count; i++)
        pthread_mutex_lock(&b[i].mu);
    work(b);
    for (int i = 0; i < count; i++)
        pthread_mutex_unlock(&b[i].mu);
}

void dies(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (!b->value)
        abort();
    pthread_mutex_unlock(&b->mu);
}

void in_a_loop(struct box *b)
{
    for (;;) {
        pthread_mutex_lock(&b->mu);
        if (b->value)
            break;
        pthread_mutex_unlock(&b->mu);
    }
    b->value = 0;
    pthread_mutex_unlock(&b->mu);
}

void wrong_continue(struct box *b)
{
    while (work(b)) {
        pthread_mutex_lock(&b->mu); // want "'b->mu' is locked here while it is locked"
        if (b->value)
            continue;
        pthread_mutex_unlock(&b->mu);
    }
}
