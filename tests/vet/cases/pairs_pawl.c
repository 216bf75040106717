// pairs_pawl.c - pawl's own locks.
// SPDX-License-Identifier: MIT
#include <pawl.h>

struct service {
    pawl_mutex mu;
    pawl_reentrant again;
    pawl_cond changed;
    long served;
};

int use(struct service *s);

int returns(struct service *s)
{
    pawl_mutex_lock(&s->mu);
    if (use(s))
        return -1; // want "'s->mu' is still locked when 'returns' returns"
    s->served++;
    pawl_mutex_unlock(&s->mu);
    return 0;
}

int deadline(struct service *s, int64_t until)
{
    if (pawl_mutex_lock_until(&s->mu, until) != 0)
        return -1;
    s->served++;
    pawl_mutex_unlock(&s->mu);
    return 0;
}

int deadline_wrong(struct service *s, int64_t until)
{
    int err = pawl_mutex_lock_until(&s->mu, until);
    if (err)
        return err;
    if (use(s))
        return -1; // want "'s->mu' is still locked when 'deadline_wrong' returns"
    pawl_mutex_unlock(&s->mu);
    return 0;
}

bool tries(struct service *s)
{
    if (!pawl_mutex_trylock(&s->mu))
        return false;
    s->served++;
    pawl_mutex_unlock(&s->mu);
    return true;
}

bool tries_wrong(struct service *s)
{
    if (!pawl_mutex_trylock(&s->mu)) {
        pawl_mutex_unlock(&s->mu); // want "'s->mu' is unlocked here, but on this path it was not locked"
        return false;
    }
    s->served++;
    pawl_mutex_unlock(&s->mu);
    return true;
}

void reentrant(struct service *s)
{
    pawl_reentrant_lock(&s->again);
    pawl_reentrant_lock(&s->again);
    use(s);
    pawl_reentrant_unlock(&s->again);
    pawl_reentrant_unlock(&s->again);
}

int reentrant_returns(struct service *s)
{
    pawl_reentrant_lock(&s->again);
    if (use(s))
        return -1; // want "'s->again' is still locked when 'reentrant_returns' returns"
    pawl_reentrant_unlock(&s->again);
    return 0;
}

void waits(struct service *s)
{
    pawl_mutex_lock(&s->mu);
    while (s->served == 0)
        pawl_cond_wait(&s->changed, &s->mu);
    s->served = 0;
    pawl_mutex_unlock(&s->mu);
}

void waits_without(struct service *s)
{
    pawl_mutex_lock(&s->mu);
    s->served++;
    pawl_mutex_unlock(&s->mu);
    for (;;)
        pawl_cond_wait(&s->changed, &s->mu); // want "waits with 's->mu', which is not locked here"
}

static void change_locked(struct service *s)
{
    pawl_mutex_assert_held(&s->mu);
    s->served++;
}

void changes(struct service *s)
{
    pawl_mutex_lock(&s->mu);
    change_locked(s);
    pawl_mutex_unlock(&s->mu);
}
