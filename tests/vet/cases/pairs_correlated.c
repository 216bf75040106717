// pairs_correlated.c - conditions that hang together: the same one twice, a flag, a pointer.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdlib.h>

struct box {
    pthread_mutex_t mu;
    int value, size;
    struct box *next;
    pthread_mutex_t second, third, fourth;
};

int work(struct box *b);

#include <errno.h>
#include <stdbool.h>

void same_parameter(struct box *b, bool threaded)
{
    if (threaded)
        pthread_mutex_lock(&b->mu);
    work(b);
    if (threaded)
        pthread_mutex_unlock(&b->mu);
}

void same_field(struct box *b)
{
    if (b->size > 1)
        pthread_mutex_lock(&b->mu);
    b->value++;
    if (b->size > 1)
        pthread_mutex_unlock(&b->mu);
}

void same_pointer(struct box *b)
{
    if (b)
        pthread_mutex_lock(&b->mu);
    if (b != NULL)
        pthread_mutex_unlock(&b->mu);
}

void other_way_round(struct box *b, int n)
{
    if (n > 3)
        pthread_mutex_lock(&b->mu);
    work(b);
    if (!(n <= 3))
        pthread_mutex_unlock(&b->mu);
}

void bits(struct box *b, unsigned flags)
{
    if (flags & 4)
        pthread_mutex_lock(&b->mu);
    work(b);
    if ((flags & 4) != 0)
        pthread_mutex_unlock(&b->mu);
}

// A switch for others to use.
void locks_or_unlocks(struct box *b, bool on)
{
    if (on)
        pthread_mutex_lock(&b->second);
    if (!on)
        pthread_mutex_unlock(&b->second);
}

int changed_in_between(struct box *b, bool threaded)
{
    if (threaded)
        pthread_mutex_lock(&b->third);
    threaded = work(b) > 0;
    if (threaded)
        pthread_mutex_unlock(&b->third); // want "'b->third' is unlocked here, but not on every path was it locked before"
    return 0;                            // want "'b->third' is still locked when 'changed_in_between' returns"
}

void remembers(struct box *b, int n)
{
    bool locked = false;
    if (n > 3) {
        pthread_mutex_lock(&b->mu);
        locked = true;
    }
    for (int i = 0; i < n; i++)
        work(b);
    if (locked)
        pthread_mutex_unlock(&b->mu);
}

int remembers_the_error(struct box *b)
{
    int err = 0;
    pthread_mutex_lock(&b->mu);
    if (b->value < 0) {
        err = -EINVAL;
        pthread_mutex_unlock(&b->mu);
    }
    if (err)
        return err;
    work(b);
    pthread_mutex_unlock(&b->mu);
    return 0;
}

int remembers_wrongly(struct box *b)
{
    int err = 0;
    pthread_mutex_lock(&b->fourth);
    if (b->value < 0) {
        err = -EINVAL;
        pthread_mutex_unlock(&b->fourth);
    }
    if (err == 0)
        return 0; // want "'b->fourth' is still locked when 'remembers_wrongly' returns"
    return err;
}

void pointer_is_the_flag(struct box *b, int n)
{
    pthread_mutex_t *held = NULL;
    if (n) {
        held = &b->mu;
        pthread_mutex_lock(held);
    }
    work(b);
    if (held)
        pthread_mutex_unlock(held);
}

int two_conditions(struct box *b, int x, int y)
{
    if (x && y)
        pthread_mutex_lock(&b->mu);
    work(b);
    if (x && y)
        pthread_mutex_unlock(&b->mu);
    return 0;
}

int implied(struct box *b, int x, int y)
{
    if (x > 10)
        pthread_mutex_lock(&b->mu);
    if (x > 20 && y)
        b->value = y;
    if (x > 10)
        pthread_mutex_unlock(&b->mu);
    return 0;
}

int only_if_allocated(struct box *b)
{
    char *text = NULL;
    if (b->value) {
        text = malloc(10);
        if (!text)
            return -1;
        pthread_mutex_lock(&b->mu);
    }
    work(b);
    if (text) {
        pthread_mutex_unlock(&b->mu);
        free(text);
    }
    return 0;
}

int next_of(struct box *b, int *i);

static int lock_box(struct box *b)
{
    if (pthread_mutex_lock(&b->mu) < 0)
        return -1;
    return 0;
}

// The call is made again: what it returned before, known or not, says nothing of other calls.
void flag_over_a_loop(struct box *b)
{
    bool unlock = lock_box(b) == 0;
    int i = 0;
    while (next_of(b, &i) == 0)
        for (int k = 0; k < 4; k++)
            if (work(b) == 0)
                b->value++;
    if (unlock)
        pthread_mutex_unlock(&b->mu);
    pthread_mutex_destroy(&b->mu);
}

void called_again(struct box *b)
{
    if (work(b) == 0) {
        pthread_mutex_lock(&b->mu);
        if (work(b) != 0)
            return; // want "'b->mu' is still locked when 'called_again' returns here"
        pthread_mutex_unlock(&b->mu);
    }
}
