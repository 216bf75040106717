// copylock_assign.c - locks that are copied by assignment.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <semaphore.h>
#include <threads.h>

struct service {
    pawl_mutex mu;
    long served;
};

void use(struct service *s);

void assigned(struct service *to, struct service *from)
{
    *to = *from; // want "^assignment copies lock value to \*to: struct service contains (struct )?pawl_mutex \[pawl-copylock\]$"
}

static struct service first, second;

void of_variables(void)
{
    pawl_mutex_lock(&first.mu);
    first.served++;
    pawl_mutex_unlock(&first.mu);
    second = first; // want "assignment copies lock value to second: struct service contains (struct )?pawl_mutex"
}

void of_a_lock(struct service *to, struct service *from)
{
    to->mu = from->mu; // want "assignment copies lock value to to->mu: (struct )?pawl_mutex"
}

void of_elements(struct service *list, int i)
{
    list[i] = list[i + 1]; // want "assignment copies lock value to list\[.*\]: struct service contains"
}

void swapped(struct service *a, struct service *b)
{
    struct service t = *a; // want "variable declaration copies lock value to t: struct service contains"
    *a = *b;               // want "assignment copies lock value to \*a: struct service contains"
    *b = t;
}

void chained(struct service *a, struct service *b, struct service *c)
{
    *a = *b = *c; // want "assignment copies lock value to \*b: "
}

void chosen(struct service *to, struct service *a, struct service *b, int c)
{
    *to = c ? *a : *b; // want "assignment copies lock value to \*to: struct service contains"
}

void after_a_comma(struct service *to, struct service *from)
{
    *to = (use(from), *from); // want "assignment copies lock value to \*to: struct service contains"
}

struct posix {
    pthread_mutex_t mu;
    int n;
};

struct posix_more {
    int n;
    pthread_rwlock_t rw;
};

struct posix_condition {
    pthread_cond_t changed;
};

struct eleven {
    mtx_t mu;
};

struct counted {
    sem_t free;
};

void posix_assigned(struct posix *to, struct posix *from)
{
    *to = *from; // want "assignment copies lock value to \*to: struct posix contains pthread_mutex_t"
}

void rwlock_assigned(struct posix_more *to, struct posix_more *from)
{
    *to = *from; // want "struct posix_more contains pthread_rwlock_t"
}

void condition_assigned(struct posix_condition *to, struct posix_condition *from)
{
    *to = *from; // want "struct posix_condition contains pthread_cond_t"
}

void c11_assigned(struct eleven *to, struct eleven *from)
{
    *to = *from; // want "struct eleven contains mtx_t"
}

void semaphore_assigned(struct counted *to, struct counted *from)
{
    *to = *from; // want "struct counted contains sem_t"
}

struct family {
    pawl_rwmutex rw;
    pawl_waitgroup wg;
    pawl_once once;
    pawl_cond changed;
};

void family_assigned(struct family *to, struct family *from)
{
    *to = *from;                 // want "struct family contains (struct )?pawl_rwmutex"
    to->wg = from->wg;           // want "assignment copies lock value to to->wg: (struct )?pawl_waitgroup"
    to->once = from->once;       // want "assignment copies lock value to to->once: (struct )?pawl_once"
    to->changed = from->changed; // want "assignment copies lock value to to->changed: (struct )?pawl_cond"
}

typedef struct service typedefed;

void through_a_typedef(typedefed *to, typedefed *from)
{
    *to = *from; // want "assignment copies lock value to \*to: .* contains (struct )?pawl_mutex"
}

// ---- right --------------------------------------------------------------------------------------

struct holder {
    struct service *service;
    pawl_mutex *mu;
};

void pointers(struct holder *to, const struct holder *from)
{
    *to = *from;
    to->service = from->service;
    to->mu = &from->service->mu;
}

void members(struct service *to, const struct service *from)
{
    to->served = from->served;
}
