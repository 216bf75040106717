// wait.h - for gdb: a program whose threads sleep, in a known order.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_GDB_WAIT_H
#define PAWL_TESTS_GDB_WAIT_H

#include <dirent.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Where the debugger waits.
void reached(void);
__attribute__((__noinline__)) void reached(void)
{
    __asm__ volatile("");
}

static bool sleeps(const char *tid)
{
    char path[64], text[512] = "";
    snprintf(path, sizeof path, "/proc/self/task/%.20s/stat", tid);
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(text, sizeof text, file) == NULL)
        abort();
    fclose(file);
    const char *state = strrchr(text, ')');
    return state != NULL && state[2] == 'S';
}

static bool all_others_sleep(void)
{
    char self[24];
    snprintf(self, sizeof self, "%d", (int)getpid());
    bool all = true;
    DIR *folder = opendir("/proc/self/task");
    for (struct dirent *e; folder && (e = readdir(folder)) != NULL;)
        all = all && (e->d_name[0] == '.' || strcmp(e->d_name, self) == 0 || sleeps(e->d_name));
    closedir(folder);
    return all;
}

// start starts a thread, and returns when it sleeps, and not only for a moment, as do all others.
static void start(void *(*wait)(void *arg), void *arg)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait, arg) != 0)
        abort();
    for (int i = 0; i < 3; i += all_others_sleep() ? 1 : -i)
        usleep(10000);
}

#endif
