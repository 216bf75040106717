// copylock_right.c - what looks like the copy of a lock, and is none, or does no harm.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

struct service {
    pawl_mutex mu;
    long served;
};

void use(struct service *s);

size_t only_its_size(struct service *s)
{
    return sizeof *s + _Alignof(struct service) + sizeof(s->mu) + offsetof(struct service, mu);
}

void only_its_type(struct service *s)
{
    __typeof__(*s) other = {.served = 1};
    use(&other);
}

void thrown_away(struct service *s)
{
    (void)*s;
    (void)s->mu;
}

// Nobody has used the template as a lock.
void from_a_template(struct service *all, int n)
{
    struct service fresh = {.served = 1};
    for (int i = 0; i < n; i++)
        all[i] = fresh;
}

static const struct service constant = {.served = 2};

void from_a_constant(struct service *s)
{
    *s = constant;
}

struct posix {
    pthread_mutex_t mu;
    int n;
};

static const pthread_mutex_t fresh_mutex = PTHREAD_MUTEX_INITIALIZER;

void fresh_lock(struct posix *p)
{
    p->mu = fresh_mutex;
    p->mu = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}

struct posix *init_after_copy(const struct posix *from)
{
    struct posix *p = malloc(sizeof *p);
    if (!p)
        return NULL;
    *p = *from;
    pthread_mutex_init(&p->mu, NULL);
    return p;
}

struct posix renewed_by_assignment(const struct posix *from)
{
    struct posix p = *from;
    p.mu = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    return p;
}

pthread_mutex_t *address(struct posix *p)
{
    pthread_mutex_t *m = &(*p).mu;
    return m;
}

struct posix make_posix(void);

int of_a_call(void)
{
    struct posix p;
    p = make_posix();
    return p.n;
}

struct other {
    atomic_int state;
    pthread_once_t once;
};

void no_lock(struct other *to, struct other *from)
{
    to->once = from->once;
    atomic_store(&to->state, atomic_load(&from->state));
}
