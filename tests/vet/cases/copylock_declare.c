// copylock_declare.c - locks that are copied into a new variable.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>

struct service {
    pawl_mutex mu;
    long served;
};

long look(const struct service *s);

long snapshot(struct service *s)
{
    struct service copy = *s; // want "^variable declaration copies lock value to copy: struct service contains (struct )?pawl_mutex \[pawl-copylock\]$"
    return look(&copy);
}

static struct service global;

long snapshot_of_a_variable(void)
{
    pawl_mutex_lock(&global.mu);
    struct service copy = global; // want "variable declaration copies lock value to copy"
    pawl_mutex_unlock(&global.mu);
    return copy.served;
}

long snapshot_of_an_element(struct service *list, int i)
{
    const struct service copy = list[i]; // want "variable declaration copies lock value to copy"
    return look(&copy);
}

void snapshot_of_a_mutex(struct service *s)
{
    pawl_mutex mine = s->mu; // want "variable declaration copies lock value to mine: (struct )?pawl_mutex"
    pawl_mutex_lock(&mine);
    s->served++;
    pawl_mutex_unlock(&mine);
}

struct outer {
    struct service inner;
};

long snapshot_of_a_member(struct outer *o)
{
    struct service copy = o->inner; // want "variable declaration copies lock value to copy"
    return look(&copy);
}

long in_a_for(struct service *list, int n)
{
    long sum = 0;
    for (int i = 0; i < n; i++) {
        struct service s = list[i]; // want "variable declaration copies lock value to s"
        sum += s.served;
    }
    return sum;
}

// ---- right --------------------------------------------------------------------------------------

struct service make_service(void);

void fresh_ones(void)
{
    struct service a = {.served = 1};
    struct service b = {PAWL_MUTEX_INIT, 2};
    struct service c = make_service();
    pthread_mutex_t d = PTHREAD_MUTEX_INITIALIZER;
    struct service *p = &a;
    pawl_mutex_lock(&p->mu);
    look(&b);
    look(&c);
    pawl_mutex_unlock(&p->mu);
    pthread_mutex_lock(&d);
    look(&a);
    pthread_mutex_unlock(&d);
}
