// copylock_params.c - locks that are passed to functions and returned by them.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>

struct service {
    pawl_mutex mu;
    long served;
};

void print(const char *format, ...);

// A declaration alone does not copy; who defines it, or calls it, does.
long total(struct service s);

long by_value(struct service s, int n) // want "^by_value passes lock by value: struct service contains (struct )?pawl_mutex \[pawl-copylock\]$"
{
    return s.served + n;
}

void the_lock_itself(pawl_mutex mu) // want "^the_lock_itself passes lock by value: (struct )?pawl_mutex"
{
    pawl_mutex_lock(&mu);
    print("alone");
    pawl_mutex_unlock(&mu);
}

static long posix(pthread_mutex_t mu) // want "^posix passes lock by value: pthread_mutex_t"
{
    return (long)sizeof mu;
}

long passes(struct service *s)
{
    return by_value(*s, 1); // want "^call of by_value copies lock value: struct service contains (struct )?pawl_mutex"
}

long passes_a_lock(pthread_mutex_t *mu)
{
    return posix(*mu); // want "call of posix copies lock value: pthread_mutex_t"
}

long passes_to_a_pointer(struct service *s, long (*f)(struct service))
{
    return f(*s); // want "call of .* copies lock value: struct service contains"
}

void passes_to_variable_arguments(struct service *s)
{
    print("%p", *s); // want "call of print copies lock value: struct service contains"
}

struct service returns(struct service *s)
{
    return *s; // want "^return copies lock value: struct service contains (struct )?pawl_mutex"
}

static struct service global;

struct service returns_a_variable(void)
{
    pawl_mutex_lock(&global.mu);
    global.served++;
    pawl_mutex_unlock(&global.mu);
    return global; // want "return copies lock value: struct service contains"
}

pthread_mutex_t returns_a_lock(pthread_mutex_t *list, int i)
{
    return list[i]; // want "return copies lock value: pthread_mutex_t"
}

// ---- right --------------------------------------------------------------------------------------

long by_pointer(struct service *s)
{
    return s->served;
}

struct service *itself(struct service *s)
{
    return s;
}

// Never used as a lock before it is handed out.
struct service made(void)
{
    struct service s = {.served = 3};
    s.served++;
    return s;
}

struct service made_from_a_literal(void)
{
    return (struct service){.served = 3};
}

struct service handed_on(void)
{
    return made();
}

long array_parameter(pthread_mutex_t mu[2])
{
    pthread_mutex_lock(&mu[0]);
    print("first");
    return pthread_mutex_unlock(&mu[0]);
}
