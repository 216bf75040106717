// pairs_switch.c - switch: cases, falling through, defaults.
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

enum kind { READ,
            WRITE,
            CLOSE };

int falls_through(struct box *b, enum kind k)
{
    switch (k) {
    case READ:
        pthread_mutex_lock(&b->second);
        work(b);
        // Falls through.
    case WRITE:
        pthread_mutex_unlock(&b->second); // want "'b->second' is unlocked here, but "
        break;
    default:
        break;
    }
    return 0;
}

int each_case_unlocks(struct box *b, enum kind k)
{
    pthread_mutex_lock(&b->mu);
    switch (k) {
    case READ:
        pthread_mutex_unlock(&b->mu);
        return 1;
    case WRITE:
        b->value++;
        pthread_mutex_unlock(&b->mu);
        return 2;
    default:
        pthread_mutex_unlock(&b->mu);
        return 3;
    }
}

int a_case_forgets(struct box *b, enum kind k)
{
    pthread_mutex_lock(&b->mu);
    switch (k) {
    case READ:
        pthread_mutex_unlock(&b->mu);
        return 1;
    case WRITE:
        b->value++;
        return 2; // want "'b->mu' is still locked when 'a_case_forgets' returns here"
    case CLOSE:
        break;
    }
    pthread_mutex_unlock(&b->mu);
    return 3;
}

int no_default(struct box *b, int k)
{
    pthread_mutex_lock(&b->mu);
    switch (k) {
    case 1:
        pthread_mutex_unlock(&b->mu);
        break;
    case 2:
        pthread_mutex_unlock(&b->mu);
        break;
    }
    return 3; // want "'b->mu' is still locked when 'no_default' returns here"
}

int same_switch_twice(struct box *b, enum kind k)
{
    switch (k) {
    case WRITE: pthread_mutex_lock(&b->mu); break;
    default: break;
    }
    work(b);
    switch (k) {
    case WRITE: pthread_mutex_unlock(&b->mu); break;
    default: break;
    }
    return 0;
}

int switch_in_a_loop(struct box *b, int n)
{
    while (n--) {
        pthread_mutex_lock(&b->mu);
        switch (b->value) {
        case 0:
            pthread_mutex_unlock(&b->mu);
            continue;
        case 1:
            break;
        default:
            pthread_mutex_unlock(&b->mu);
            return n;
        }
        pthread_mutex_unlock(&b->mu);
    }
    return 0;
}

int ranges(struct box *b, int k)
{
    pthread_mutex_lock(&b->mu);
    switch (k) {
    case 'a' ... 'z':
        pthread_mutex_unlock(&b->mu);
        return 1;
    case '0' ... '9':
        return 2; // want "'b->mu' is still locked when 'ranges' returns here"
    default:
        pthread_mutex_unlock(&b->mu);
        return 3;
    }
}

// After the first switch k is known.
int known_in_a_case(struct box *b, int k)
{
    if (k == 3)
        pthread_mutex_lock(&b->mu);
    switch (k) {
    case 3:
        work(b);
        pthread_mutex_unlock(&b->mu);
        break;
    default:
        break;
    }
    return k;
}
