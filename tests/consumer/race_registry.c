// race_registry.c - a service registry whose readers forgot the lock: ThreadSanitizer must say so.
// SPDX-License-Identifier: MIT
#include "consumer.h"

#include <pawl.h>
#include <string.h>

#define SERVICES 64

// Service name -> address. Guarded by mu, for all but the one who forgot.
static struct service {
    char name[16];
    char address[24];
} registry[SERVICES];
static int services;
static pawl_mutex mu;

static void announce(const char *name, const char *address)
{
    PAWL_GUARD(&mu);
    if (services == SERVICES)
        return;
    strcpy(registry[services].name, name);
    strcpy(registry[services].address, address);
    services++;
}

static const char *look_up(const char *name)
{
    for (int i = 0; i < services; i++)
        if (strcmp(registry[i].name, name) == 0)
            return registry[i].address;
    return NULL;
}

// The reader never takes the lock, so nothing ever orders it with the writer.
static void read_registry(void)
{
    while (look_up("service 63") == NULL)
        __asm__ volatile("" ::: "memory"); // or it would look once, and then for ever remember
}

static void write_registry(void)
{
    char name[16];
    for (int i = 1; i < SERVICES; i++) {
        snprintf(name, sizeof name, "service %d", i);
        announce(name, "10.0.0.1:80");
    }
}

static void use_registry(int number)
{
    if (number == 0)
        read_registry();
    else
        write_registry();
}

int main(void)
{
    announce("service 0", "10.0.0.7:80");
    run_threads(2, use_registry);
    printf("%d services\n", services);
    return services != SERVICES;
}
