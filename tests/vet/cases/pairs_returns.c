// pairs_returns.c - locks that are still held when a function returns.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdlib.h>

struct box {
    pthread_mutex_t mu;
    int value, size;
    struct box *next;
};

int work(struct box *b);

int early(struct box *b)
{
    pthread_mutex_lock(&b->mu); // note "^locked here$"
    if (b->value < 0)
        return -1;                // want "^'b->mu' is still locked when 'early' returns here \[pawl-pairs\]$"
    pthread_mutex_unlock(&b->mu); // note "^unlocked here on another path$"
    return 0;
}

int first_of_two(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (b->value < 0)
        return -1; // want "'b->mu' is still locked when 'first_of_two' returns here"
    if (b->value == 0)
        return 0; // want "'b->mu' is still locked when 'first_of_two' returns here"
    pthread_mutex_unlock(&b->mu);
    return b->size;
}

int second_lock(struct box *a, struct box *b)
{
    pthread_mutex_lock(&a->mu);
    pthread_mutex_lock(&b->mu);
    if (work(a)) {
        pthread_mutex_unlock(&a->mu);
        return -1; // want "'b->mu' is still locked when 'second_lock' returns here"
    }
    pthread_mutex_unlock(&b->mu);
    pthread_mutex_unlock(&a->mu);
    return 0;
}

static pthread_mutex_t global = PTHREAD_MUTEX_INITIALIZER;

int of_a_variable(int n)
{
    pthread_mutex_lock(&global);
    if (n)
        return n; // want "'global' is still locked when 'of_a_variable' returns"
    pthread_mutex_unlock(&global);
    return 0;
}

int of_a_static_inside(int n)
{
    static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
    static int count;
    pthread_mutex_lock(&mu);
    count += n;
    if (count > 100)
        return -1; // want "'mu' is still locked when 'of_a_static_inside' returns here"
    pthread_mutex_unlock(&mu);
    return 0;
}

static pthread_mutex_t shards[16];

int of_an_element(int i)
{
    pthread_mutex_lock(&shards[i]);
    if (i == 7)
        return -1; // want "'shards\[i\]' is still locked when 'of_an_element' returns here"
    pthread_mutex_unlock(&shards[i]);
    return 0;
}

int through_a_pointer(struct box *b)
{
    pthread_mutex_t *m = &b->mu;
    pthread_mutex_lock(m);
    if (b->value)
        return 1; // want "'(b->mu|\*m)' is still locked when 'through_a_pointer' returns"
    pthread_mutex_unlock(m);
    return 0;
}

int through_a_local_copy(struct box *list)
{
    struct box *b = list->next;
    pthread_mutex_lock(&b->mu);
    if (b->value)
        return 1; // want "is still locked when 'through_a_local_copy' returns"
    pthread_mutex_unlock(&b->mu);
    return 0;
}

int *returns_a_call(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (work(b))
        return malloc(1); // want "'b->mu' is still locked when 'returns_a_call' returns here"
    pthread_mutex_unlock(&b->mu);
    return NULL;
}

void no_value(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (!b->value)
        return; // want "'b->mu' is still locked when 'no_value' returns here"
    b->value--;
    pthread_mutex_unlock(&b->mu);
}

#define CHECK(c)       \
    do {               \
        if (!(c))      \
            return -1; \
    } while (0)

int return_in_a_macro(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    CHECK(b->value); // want "'b->mu' is still locked when 'return_in_a_macro' returns here"
    pthread_mutex_unlock(&b->mu);
    return 0;
}

#define LOCK(b) pthread_mutex_lock(&(b)->mu)
#define UNLOCK(b) pthread_mutex_unlock(&(b)->mu)

int lock_in_a_macro(struct box *b)
{
    LOCK(b);
    if (b->value)
        return -1; // want "'b->mu' is still locked when 'lock_in_a_macro' returns here"
    UNLOCK(b);
    return 0;
}

// ---- right --------------------------------------------------------------------------------------

int each_way(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (b->value < 0) {
        pthread_mutex_unlock(&b->mu);
        return -1;
    }
    int r = b->value;
    pthread_mutex_unlock(&b->mu);
    return r;
}

int unlock_is_returned(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    b->value = 0;
    return pthread_mutex_unlock(&b->mu);
}

int nothing_to_lock(struct box *b)
{
    if (!b)
        return -1;
    pthread_mutex_lock(&b->mu);
    b->value = 0;
    pthread_mutex_unlock(&b->mu);
    return 0;
}

int a_lock_of_ones_own(void)
{
    pthread_mutex_t mu;
    pthread_mutex_init(&mu, NULL);
    pthread_mutex_lock(&mu);
    int r = work(NULL);
    pthread_mutex_unlock(&mu);
    pthread_mutex_destroy(&mu);
    return r;
}
