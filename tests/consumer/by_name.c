// by_name.c - the library through dlsym only: inline functions are there, too, and do the same.
// SPDX-License-Identifier: MIT
//
//     by_name LIBRARY NAME...     the names must all be there
#include "consumer.h"

#include <dlfcn.h>
#include <pawl.h>

static void (*lock)(pawl_mutex *);
static void (*unlock)(pawl_mutex *);
static bool (*trylock)(pawl_mutex *);
static int (*lock_until)(pawl_mutex *, int64_t);
static void (*assert_held)(const pawl_mutex *);

static void *library;

static void *find(const char *name)
{
    void *symbol = dlsym(library, name);
    if (symbol == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    return symbol;
}

static pawl_mutex mu;
static long guarded;

static void count(int number)
{
    for (int i = 0; i < 20000; i++) {
        if ((i + number) % 3 == 0 && !trylock(&mu))
            continue;
        if ((i + number) % 3 == 1 && lock_until(&mu, INT64_MAX) != 0)
            continue;
        if ((i + number) % 3 == 2)
            lock(&mu);
        assert_held(&mu);
        guarded++;
        unlock(&mu);
    }
}

int main(int argc, char **argv)
{
    library = argc > 1 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    for (int i = 2; i < argc; i++)
        find(argv[i]);
    *(void **)&lock = find("pawl_mutex_lock");
    *(void **)&unlock = find("pawl_mutex_unlock");
    *(void **)&trylock = find("pawl_mutex_trylock");
    *(void **)&lock_until = find("pawl_mutex_lock_until");
    *(void **)&assert_held = find("pawl_mutex_assert_held");
    run_threads(4, count);
    lock(&mu);
    bool exclusive = !trylock(&mu) && lock_until(&mu, 0) == PAWL_ETIMEDOUT;
    unlock(&mu);
    printf("%ld sections, state %u\n", guarded, mu.state);
    return !exclusive || mu.state != 0 || guarded == 0;
}
