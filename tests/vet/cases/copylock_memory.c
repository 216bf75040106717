// copylock_memory.c - locks that are copied and moved as bytes.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct service {
    long served;
    pawl_mutex mu;
    int port;
};

void copied(struct service *to, struct service *from)
{
    memcpy(to, from, sizeof *to); // want "^call of .*memcpy.* copies lock value: struct service contains (struct )?pawl_mutex \[pawl-copylock\]$"
}

void moved(struct service *list, int n)
{
    memmove(list, list + 1, (size_t)n * sizeof *list); // want "call of .*memmove.* copies lock value"
}

void moved_from_a_subscript(struct service *list, int i, int n)
{
    memmove(&list[i], &list[i + 1], (size_t)n * sizeof *list); // want "call of .*memmove.* copies lock value"
}

struct service *grown(struct service *list, size_t n)
{
    return realloc(list, n * sizeof *list); // want "^call of realloc moves lock value: struct service contains"
}

struct service *grown_array(struct service *list, size_t n)
{
    return reallocarray(list, n, sizeof *list); // want "call of reallocarray moves lock value"
}

int compare(const void *a, const void *b);

void sorted(struct service *list, size_t n)
{
    qsort(list, n, sizeof *list, compare); // want "^call of qsort moves lock value: struct service contains"
}

void posix_copied(pthread_mutex_t *to, pthread_mutex_t *from)
{
    memcpy(to, from, sizeof *to); // want "call of .*memcpy.* copies lock value: pthread_mutex_t"
}

void a_variable_copied(void *to)
{
    static struct service global;
    pawl_mutex_lock(&global.mu);
    memcpy(to, &global, sizeof global); // want "call of .*memcpy.* copies lock value"
    pawl_mutex_unlock(&global.mu);
}

void from_an_array(void *to)
{
    static struct service all[4];
    pawl_mutex_lock(&all[0].mu);
    all[0].served++;
    pawl_mutex_unlock(&all[0].mu);
    memcpy(to, all, sizeof all); // want "call of .*memcpy.* copies lock value"
}

// ---- right --------------------------------------------------------------------------------------

void before_the_lock(struct service *to, const struct service *from)
{
    memcpy(to, from, offsetof(struct service, mu));
}

void cleared(struct service *s)
{
    memset(s, 0, sizeof *s);
}

struct service *bigger_list_of_pointers(struct service **list, size_t n)
{
    list = realloc(list, n * sizeof *list);
    return list ? list[0] : NULL;
}

struct service *allocated(size_t n)
{
    return calloc(n, sizeof(struct service));
}

struct service *first_time(size_t n)
{
    struct service *s = realloc(NULL, n * sizeof *s);
    return s;
}

void sorted_pointers(struct service **list, size_t n)
{
    qsort(list, n, sizeof *list, compare);
}

void a_member(struct service *s, char *to)
{
    memcpy(to, &s->port, sizeof s->port);
}

// The copy gets a lock of its own.
struct service *cloned(const struct service *from)
{
    struct service *s = malloc(sizeof *s);
    if (!s)
        return NULL;
    memcpy(s, from, sizeof *s);
    s->mu = (pawl_mutex)PAWL_MUTEX_INIT;
    return s;
}

struct posix {
    pthread_mutex_t mu;
    int n;
};

void posix_cloned(struct posix *to, const struct posix *from)
{
    *to = *from;
    pthread_mutex_init(&to->mu, NULL);
}
