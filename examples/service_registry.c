// service_registry.c - where each service is to be reached: asked by many threads, changed by few.
// SPDX-License-Identifier: MIT
//
// A read-write mutex guards the map: those who ask do not wait for each other. They are given a
// copy of the address, as the map's own may change as soon as they let go. Two WaitGroups start and
// end the threads: one until every service is there, one until all is done.
//
//     cc examples/service_registry.c $(pkg-config --cflags --libs pawl) -pthread
//     ./a.out [CLIENTS [LOOKUPS [MOVES]]]
#define _XOPEN_SOURCE 700
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pawl.h>
#include <pthread.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SERVICES = 6, REGISTRARS = 2, MAX_CLIENTS = 64, MAX_MOVES = 60000 };
static const char *const names[SERVICES] = {"billing", "cart", "login", "mail", "search", "stock"};

struct service {
    const char *name; // lives longer than the registry
    struct sockaddr_in address;
};

static struct registry {
    pawl_rwmutex rw;
    void *map; // guarded by rw: a tree of struct service, as tsearch makes it
} registry;    // zero: empty and unlocked
static pawl_waitgroup registered, finished;

struct worker {
    int number, todo, wrong;
};

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "service_registry: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct service *)a)->name, ((const struct service *)b)->name);
}

// Adds the service, or moves it to its new address.
static void registry_put(struct registry *r, struct service service)
{
    pawl_rwmutex_lock(&r->rw);
    struct service **place = tsearch(&service, &r->map, by_name);
    if (place != NULL && *place == &service) // a new one, of which the map needs a copy
        *place = malloc(sizeof **place);
    if (place == NULL || *place == NULL)
        die("registry_put", "out of memory");
    **place = service;
    pawl_rwmutex_unlock(&r->rw);
}

// Copies the address of the service with that name, if there is one.
static bool registry_get(struct registry *r, const char *name, struct sockaddr_in *address)
{
    pawl_rwmutex_rlock(&r->rw);
    struct service *const *found = tfind(&(struct service){.name = name}, &r->map, by_name);
    if (found != NULL)
        *address = (*found)->address;
    pawl_rwmutex_runlock(&r->rw);
    return found != NULL; // whether it was there; following the pointer now would be a race
}

// The n'th address of a service. Host and port both tell n: halves of two addresses are noticed.
static struct sockaddr_in nth_address(int n)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)(1024 + n)),
                                .sin_addr = {htonl(UINT32_C(10) << 24 | (uint32_t)n)}};
}

static void *registrar(void *arg)
{
    struct worker *w = arg;
    for (int n = 0; n <= w->todo; n++) {
        for (int k = w->number; k < SERVICES; k += REGISTRARS)
            registry_put(&registry, (struct service){names[k], nth_address(n)});
        if (n == 0)
            pawl_waitgroup_done(&registered);
    }
    pawl_waitgroup_done(&finished); // now *w may go
    return NULL;
}

static void *client(void *arg)
{
    struct worker *w = arg;
    int seen[SERVICES] = {0};
    pawl_waitgroup_wait(&registered);
    for (int i = 0; i < w->todo; i++) {
        int k = (w->number + i) % SERVICES;
        struct sockaddr_in a = {0};
        bool found = registry_get(&registry, names[k], &a);
        int n = ntohs(a.sin_port) - 1024;
        bool torn = a.sin_addr.s_addr != nth_address(n).sin_addr.s_addr;
        w->wrong += !found || torn || n < seen[k]; // the last: older than what was there before
        seen[k] = n;
    }
    pawl_waitgroup_done(&finished);
    return NULL;
}

int main(int argc, char **argv)
{
    int clients = 6, todo = 100000, moves = 2000, wrong = 0;
    char rest; // of a number
    if (argc > 4 || (argc > 1 && sscanf(argv[1], "%9d%c", &clients, &rest) != 1) ||
        (argc > 2 && sscanf(argv[2], "%9d%c", &todo, &rest) != 1) ||
        (argc > 3 && sscanf(argv[3], "%9d%c", &moves, &rest) != 1) || clients < 1 ||
        clients > MAX_CLIENTS || todo < 1 || moves < 0 || moves > MAX_MOVES)
        die("usage", "service_registry [CLIENTS (1 to 64) [LOOKUPS [MOVES (0 to 60000)]]]");

    struct worker workers[REGISTRARS + MAX_CLIENTS];
    pawl_waitgroup_add(&registered, REGISTRARS);
    pawl_waitgroup_add(&finished, REGISTRARS + clients);
    for (int i = 0; i < REGISTRARS + clients; i++) {
        pthread_t thread;
        workers[i] = (struct worker){i, i < REGISTRARS ? moves : todo, 0};
        if (pthread_create(&thread, NULL, i < REGISTRARS ? registrar : client, &workers[i]) != 0 ||
            pthread_detach(thread) != 0)
            die("pthread_create", "no more threads");
    }
    pawl_waitgroup_wait(&finished);

    for (int i = 0; i < REGISTRARS + clients; i++)
        wrong += workers[i].wrong;
    printf("%d clients asked %d times each, each service moved %d times\n", clients, todo, moves);
    printf("missing, torn or outdated answers: %d\n", wrong);
    for (int k = 0; k < SERVICES; k++) {
        struct sockaddr_in a = {0};
        wrong += !registry_get(&registry, names[k], &a) || ntohs(a.sin_port) != 1024 + moves;
        printf("%-8s %s:%d\n", names[k], inet_ntoa(a.sin_addr), ntohs(a.sin_port));
    }
    while (registry.map != NULL) { // nobody else uses it any more
        struct service *s = *(struct service **)registry.map;
        tdelete(s, &registry.map, by_name);
        free(s);
    }
    return wrong == 0 && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
