// pairs_guard.c - PAWL_GUARD, PAWL_WITH and the cleanup attribute.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdlib.h>

struct service {
    pawl_mutex mu;
    long served;
};

int use(struct service *s);

int guarded(struct service *s)
{
    PAWL_GUARD(&s->mu);
    if (use(s))
        return -1;
    s->served++;
    return 0;
}

int guarded_block(struct service *s, int n)
{
    for (int i = 0; i < n; i++) {
        PAWL_GUARD(&s->mu);
        if (use(s))
            continue;
        if (s->served)
            break;
        s->served++;
    }
    pawl_mutex_lock(&s->mu);
    s->served = 0;
    pawl_mutex_unlock(&s->mu);
    return 0;
}

int with(struct service *s)
{
    PAWL_WITH(&s->mu) {
        if (use(s))
            return -1;
        if (s->served > 3)
            break;
        s->served++;
    }
    return use(s);
}

int jumps_out(struct service *s)
{
    {
        PAWL_GUARD(&s->mu);
        if (use(s))
            goto failed;
        s->served++;
    }
    return 0;
failed:
    PAWL_WITH(&s->mu) {
        s->served = 0;
    }
    return -1;
}

void twice(struct service *s)
{
    PAWL_GUARD(&s->mu);
    s->served++;
    pawl_mutex_lock(&s->mu); // want "'s->mu' is locked here while it is locked"
    use(s);
    pawl_mutex_unlock(&s->mu);
}

int returned_to_late(struct service *s)
{
    pawl_mutex_lock(&s->mu);
    if (use(s))
        return -1; // want "'s->mu' is still locked when 'returned_to_late' returns"
    pawl_mutex_unlock(&s->mu);
    PAWL_GUARD(&s->mu);
    return use(s);
}

// ---- by hand ------------------------------------------------------------------------------------

static void unlock_mutex(pthread_mutex_t **m)
{
    if (*m)
        pthread_mutex_unlock(*m);
}

static void free_text(char **text)
{
    free(*text);
}

int by_hand(pthread_mutex_t *mu, struct service *s)
{
    __attribute__((cleanup(unlock_mutex))) pthread_mutex_t *held = mu;
    pthread_mutex_lock(mu);
    if (use(s))
        return -1;
    return 0;
}

int another_cleanup(pthread_mutex_t *mu, struct service *s)
{
    __attribute__((cleanup(free_text))) char *text = malloc(1);
    pthread_mutex_lock(mu);
    if (!text)
        return -1; // want "'\*mu' is still locked when 'another_cleanup' returns"
    use(s);
    pthread_mutex_unlock(mu);
    return 0;
}
