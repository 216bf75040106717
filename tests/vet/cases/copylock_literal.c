// copylock_literal.c - locks that are copied into initialisers and compound literals.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stddef.h>

struct service {
    pawl_mutex mu;
    long served;
};

struct pair {
    struct service left, right;
};

void use(struct pair *p);
void use_service(struct service *s);

void member(struct service *s)
{
    struct pair p = {*s, {.served = 1}}; // want "^literal copies lock value from \*s: struct service contains (struct )?pawl_mutex \[pawl-copylock\]$"
    use(&p);
}

void designated(struct service *s)
{
    struct pair p = {.right = *s}; // want "literal copies lock value from \*s: struct service contains"
    use(&p);
}

void element(struct service *s)
{
    struct service all[] = {*s, s[1]}; // want "literal copies lock value from \*s" "literal copies lock value from s\[1\]"
    use_service(all);
}

void compound(struct service *s)
{
    use(&(struct pair){.left = *s}); // want "literal copies lock value from \*s"
}

void compound_assigned(struct pair *to, struct service *s)
{
    *to = (struct pair){.left = *s}; // want "literal copies lock value from \*s"
}

void a_lock_in_a_literal(struct service *s)
{
    struct service t = {.mu = s->mu, .served = 1}; // want "literal copies lock value from s->mu: (struct )?pawl_mutex"
    use_service(&t);
}

// ---- right --------------------------------------------------------------------------------------

void fresh(struct pair *to)
{
    *to = (struct pair){.left = {.served = 1}};
    to->left = (struct service){PAWL_MUTEX_INIT, 2};
    use(&(struct pair){.right = {.served = 1}});
}

static pthread_mutex_t all[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

int both(void)
{
    pthread_mutex_t fresh_one = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&fresh_one);
    use(NULL);
    int r = pthread_mutex_unlock(&fresh_one);
    pthread_mutex_lock(&all[0]);
    use(NULL);
    return r + pthread_mutex_unlock(&all[0]);
}
