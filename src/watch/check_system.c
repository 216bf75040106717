// check_system.c - what the system says of this process and its threads.
// SPDX-License-Identifier: MIT
//
// A lock is no cancellation point, whatever is asked here meanwhile.
#include "goroutine/quiet.h"
#include "watch/checked.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void pawl_check_calm_(struct pawl_check_calm *calm)
{
    calm->error = errno;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &calm->state);
}

void pawl_check_uncalm_(const struct pawl_check_calm *calm)
{
    int ignored;
    pthread_setcancelstate(calm->state, &ignored);
    errno = calm->error;
}

enum { TEXT = 512, STATUS = 4096 };

// Returns whether there is anything. size bytes, with the NUL.
static bool read_file(const char *name, char *text, size_t size)
{
    struct pawl_check_calm calm;
    pawl_check_calm_(&calm);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);
    if (fd >= 0)
        close(fd);
    pawl_check_uncalm_(&calm);
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

uint32_t pawl_check_agents_(void)
{
    uint32_t threads = pawl_check_threads_();
    struct pawl_quiet q = pawl_quiet_();
    return threads > q.threads && q.tasks < UINT32_MAX / 2 ? threads - q.threads + (uint32_t)q.tasks
                                                           : 0;
}

uint32_t pawl_check_threads_(void)
{
    char text[TEXT];
    const char *count = read_file("/proc/self/stat", text, sizeof text) ? field_of(text, 18) : NULL;
    return count ? (uint32_t)strtoul(count, NULL, 10) : 0;
}

// Who was woken is asleep no more, even if it has not run yet. Of one goroutine that is not known,
// but whether one of them is ready.
bool pawl_check_is_asleep_(uint32_t tid)
{
    if ((tid & PAWL_CHECK_GOROUTINE) != 0)
        return pawl_quiet_().quiet;
    char name[64], text[TEXT];
    snprintf(name, sizeof name, "/proc/self/task/%lu/stat", (unsigned long)tid);
    const char *state = read_file(name, text, sizeof text) ? field_of(text, 1) : NULL;
    return state && state[1] == 'S';
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

bool pawl_check_has_handlers_(void)
{
    char *text = pawl_check_scratch_(STATUS);
    if (!text)
        return true;
    const char *caught =
        read_file("/proc/self/status", text, STATUS) ? strstr(text, "\nSigCgt:") : NULL;
    uint64_t set = caught ? strtoull(caught + strlen("\nSigCgt:"), NULL, 16) : ~UINT64_C(0);
    pawl_check_scratch_end_(text, STATUS);
    return (set & ~signals_of_nobody()) != 0;
}
