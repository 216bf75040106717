// run_left.c - processes of a run that have outlived its program.
// SPDX-License-Identifier: MIT
#include "run_left.h"

#include "run_numbers.h"
#include "text.h"

#include <dirent.h>
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
static bool has_record(const struct profile *p, int pid)
{
    for (size_t i = 0; i < p->process_count; i++) {
        if (p->processes[i].pid == pid && p->processes[i].running)
            return true;
    }
    return false;
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

struct run_left run_left_of(const struct profile *p, const char *folder)
{
    struct run_left left = {0};
    char wanted[4200] = "";
    long pid;
    DIR *all = opendir("/proc");
    text_add(wanted, sizeof wanted, "PAWL_PROFILE=%s", folder);
    for (struct dirent *e; all && (e = readdir(all)) != NULL;) {
        if (!run_number(e->d_name, 1, INT32_MAX, &pid))
            continue;
        if (!has_record(p, (int)pid) && !has_in_environment((int)pid, wanted))
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
