// process.c - what the system says of this process and its threads.
// SPDX-License-Identifier: MIT
//
// A lock is no cancellation point, whatever is asked here meanwhile.
#include "base/process.h"

#include "base/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void pawl_calm_(struct pawl_calm *calm)
{
    calm->error = errno;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &calm->state);
}

void pawl_uncalm_(const struct pawl_calm *calm)
{
    int ignored;
    pthread_setcancelstate(calm->state, &ignored);
    errno = calm->error;
}

enum { TEXT = 512, STATUS = 4096 };

// Returns whether there is anything. size bytes, with the NUL.
static bool read_file(const char *name, char *text, size_t size)
{
    struct pawl_calm calm;
    pawl_calm_(&calm);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);
    if (fd >= 0)
        close(fd);
    pawl_uncalm_(&calm);
    text[n > 0 ? n : 0] = '\0';
    return n > 0;
}

// The fields of a stat file are counted from its end: the name in the middle may contain anything.
static const char *field_of(const char *text, int number)
{
    const char *field = strrchr(text, ')');
    for (int i = 0; field && i < number; i++)
        field = strchr(field + 1, ' ');
    return field;
}

uint32_t pawl_process_threads_(void)
{
    char text[TEXT];
    const char *count = read_file("/proc/self/stat", text, sizeof text) ? field_of(text, 18) : NULL;
    return count ? (uint32_t)strtoul(count, NULL, 10) : 0;
}

bool pawl_process_is_asleep_(uint32_t tid)
{
    char name[64], text[TEXT];
    snprintf(name, sizeof name, "/proc/self/task/%lu/stat", (unsigned long)tid);
    const char *state = read_file(name, text, sizeof text) ? field_of(text, 1) : NULL;
    return state && state[1] == 'S';
}

bool pawl_process_others_sleep_(void)
{
    DIR *folder = opendir("/proc/self/task");
    if (!folder)
        return false;
    bool asleep = true;
    const struct dirent *entry;
    while (asleep && (entry = readdir(folder)) != NULL) {
        unsigned long tid = strtoul(entry->d_name, NULL, 10); // 0: . and ..
        asleep =
            tid == 0 || tid == (unsigned long)gettid() || pawl_process_is_asleep_((uint32_t)tid);
    }
    closedir(folder);
    return asleep;
}

// Those that a fault raises come from a thread that runs; the C library has two for itself.
static uint64_t signals_of_nobody(void)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS, 32, 33};
    uint64_t set = 0;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        set |= UINT64_C(1) << (faults[i] - 1);
    return set;
}

bool pawl_process_has_handlers_(void)
{
    char *text = pawl_scratch_(STATUS);
    if (!text)
        return true;
    const char *caught =
        read_file("/proc/self/status", text, STATUS) ? strstr(text, "\nSigCgt:") : NULL;
    uint64_t set = caught ? strtoull(caught + strlen("\nSigCgt:"), NULL, 16) : ~UINT64_C(0);
    pawl_scratch_end_(text, STATUS);
    return (set & ~signals_of_nobody()) != 0;
}
