// host.c - loads plugins, each with a copy of the library, and lets them share a lock.
// SPDX-License-Identifier: MIT
//
//     host MODE PLUGIN...
//     fight   threads in all plugins (with HOST_FIGHTS also in the program) contend
//     close   the first plugin is closed while threads in the others contend
//     linger  a thread that waited in the first plugin outlives it, waits in the second, and exits
#include "consumer.h"
#include "fight_over.h"

#include <dlfcn.h>
#include <string.h>

#define ROUNDS 1500
#define MAX_PLUGINS 4

static struct common common;
static int plugins;
static void *handles[MAX_PLUGINS];
static plugin_fight_fn *fights[MAX_PLUGINS];
static int torn[MAX_RUNNERS];

static void load(const char *path)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(2);
    }
    handles[plugins] = handle;
    *(void **)&fights[plugins] = dlsym(handle, "plugin_fight");
    plugins++;
}

// Two threads for each plugin, and two for the program itself if it has a library.
static void fight_all(int number)
{
    if (number / 2 < plugins)
        torn[number] = fights[number / 2](&common, ROUNDS);
#ifdef HOST_FIGHTS
    else
        torn[number] = fight_over(&common, ROUNDS);
#endif
}

static int mode_fight(void)
{
#ifdef HOST_FIGHTS
    int n = 2 * (plugins + 1);
#else
    int n = 2 * plugins;
#endif
    run_threads(n, fight_all);
    return n;
}

// The first plugin has its fight, alone with the second, and is gone; then the others fight on.
static void fight_first_two(int number)
{
    torn[number] = fights[number](&common, ROUNDS);
}

static void close_or_fight(int number)
{
    if (number == 0)
        dlclose(handles[0]);
    else
        torn[number] += fights[1 + number % (plugins - 1)](&common, ROUNDS);
}

static int mode_close(void)
{
    run_threads(2, fight_first_two);
    run_threads(5, close_or_fight);
    return 6;
}

// Both threads fight in the first plugin; one of them closes it; both go on in the second, and
// exit.
static pthread_barrier_t fought, closed;

static void outlive(int number)
{
    torn[number] = fights[0](&common, ROUNDS);
    pthread_barrier_wait(&fought);
    if (number == 0)
        dlclose(handles[0]);
    pthread_barrier_wait(&closed);
    torn[number] += fights[1](&common, ROUNDS);
}

static int mode_linger(void)
{
    pthread_barrier_init(&fought, NULL, 2);
    pthread_barrier_init(&closed, NULL, 2);
    run_threads(2, outlive);
    return 4;
}

int main(int argc, char **argv)
{
    for (int i = 2; i < argc; i++)
        load(argv[i]);
    int n = 0;
    if (strcmp(argv[1], "fight") == 0)
        n = mode_fight();
    else if (strcmp(argv[1], "close") == 0)
        n = mode_close();
    else if (strcmp(argv[1], "linger") == 0)
        n = mode_linger();
    int wrong = 0;
    for (int i = 0; i < MAX_RUNNERS; i++)
        wrong += torn[i];
    printf("%ld sections, %d torn, state %u\n", common.left, wrong, common.mu.state);
    return wrong != 0 || common.left != (long)n * ROUNDS || common.mu.state != 0;
}
