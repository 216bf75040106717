// run_left.c - processes of a run that have outlived its program.
// SPDX-License-Identifier: MIT
#include "run_left.h"

#include "run_numbers.h"
#include "text.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// The environment that a process was started with.
static bool has_in_environment(int pid, const char *wanted)
{
    char path[40];
    char *variable = NULL;
    size_t size = 0;
    bool found = false;
    snprintf(path, sizeof path, "/proc/%d/environ", pid);
    FILE *file = fopen(path, "re");
    while (file && !found && getdelim(&variable, &size, '\0', file) > 0)
        found = strcmp(variable, wanted) == 0;
    if (file)
        fclose(file);
    free(variable);
    return found;
}

// A daemon that shows its state in the list of processes has written over its environment, but maps
// its record.
static bool has_record(const int *pids, int pid)
{
    while (*pids != 0 && *pids != pid)
        pids++;
    return *pids != 0;
}

static void read_name(int pid, char *out, size_t size)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    FILE *file = fopen(path, "re");
    if (!file || !fgets(out, (int)size, file))
        snprintf(out, size, "a program");
    out[strcspn(out, "\n")] = '\0';
    if (file)
        fclose(file);
}

struct run_left run_left_of(const int *pids, const char *variable, const char *folder)
{
    struct run_left left = {0};
    char wanted[4200] = "";
    long pid;
    DIR *all = opendir("/proc");
    text_add(wanted, sizeof wanted, "%s=%s", variable, folder);
    for (struct dirent *e; all && (e = readdir(all)) != NULL;) {
        if (!run_number(e->d_name, 1, INT32_MAX, &pid))
            continue;
        if (!has_record(pids, (int)pid) && !has_in_environment((int)pid, wanted))
            continue;
        left.count++;
        left.pid = (int)pid;
    }
    if (all)
        closedir(all);
    if (left.count > 0)
        read_name(left.pid, left.program, sizeof left.program);
    return left;
}
