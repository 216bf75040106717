// error.c - errno of the thread that one is on now.
// SPDX-License-Identifier: MIT
//
// The C library's headers promise compilers that errno stays where it is, so a function that has
// used it once keeps its address, over a wait, too:
//   goroutine, on thread 1: read, errno is at 1    it waits    on thread 2: read, errno is at 1
// Not so if it is another function that asks, each time anew.
#include "goroutine/sched.h"

#include <errno.h>

__attribute__((__noinline__)) int pawl_go_errno(void)
{
    return errno;
}

__attribute__((__noinline__)) void pawl_errno_set_(int err)
{
    errno = err;
}
