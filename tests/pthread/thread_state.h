// thread_state.h - what a thread of this process does at the moment.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_PTHREAD_THREAD_STATE_H
#define PAWL_TESTS_PTHREAD_THREAD_STATE_H

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// thread_state returns the kernel's letter for what a thread does: S sleeps.
static inline char thread_state(int tid)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (file >= 0)
        close(file);
    if (n <= 0)
        return '?';
    text[n] = '\0';
    const char *end = strrchr(text, ')');
    return end != NULL && end[1] == ' ' ? end[2] : '?';
}

#endif
