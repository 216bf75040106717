// quota.c - a CPU quota, from a control group of the torture's own.
// SPDX-License-Identifier: MIT
#include "torture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char group[64]; // its folder

// Reports whether text could be written to a file of the group.
static bool write_to(const char *file, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", group, file);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = write(fd, text, strlen(text));
    close(fd);
    return n == (ssize_t)strlen(text);
}

// Of both versions of the interface: 5 ms in 100 ms.
const char *quota_make(void)
{
    snprintf(group, sizeof group, "/sys/fs/cgroup/cpu/pawl-torture-%d", (int)getpid());
    if (mkdir(group, 0700) == 0 && write_to("cpu.cfs_period_us", "100000") &&
        write_to("cpu.cfs_quota_us", "5000"))
        return NULL;
    rmdir(group);
    snprintf(group, sizeof group, "/sys/fs/cgroup/pawl-torture-%d", (int)getpid());
    if (mkdir(group, 0700) == 0 && write_to("cpu.max", "5000 100000"))
        return NULL;
    rmdir(group);
    return "no control group for the CPU that can be written";
}

// The calling process enters the group. Writing 0 is short for the own number.
void quota_enter(void)
{
    if (!write_to("cgroup.procs", "0"))
        broken("cannot enter %s: %s", group, strerror(errno));
}

// When the last process has left it.
void quota_remove(void)
{
    rmdir(group);
}
