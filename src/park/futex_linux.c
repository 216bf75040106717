// futex_linux.c - sleeping on a word by the Linux system call.
// SPDX-License-Identifier: MIT
#include "park/futex.h"
#include "park/sleepers.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int pawl_futex_wait_(pawl_word *w, uint32_t value, struct pawl_deadline deadline)
{
    struct timespec ts;
    struct timespec *timeout = NULL;
    if (deadline.ns != PAWL_NEVER) {
        int64_t ns = deadline.ns > 0 ? deadline.ns : 0;
        ts.tv_sec = (time_t)(ns / PAWL_SECOND);
        ts.tv_nsec = (long)(ns % PAWL_SECOND);
        timeout = &ts;
    }
    // WAIT_BITSET, because its time-out is absolute and WAIT's is not.
    int op = FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG;
    if (deadline.clock == PAWL_CLOCK_REALTIME)
        op |= FUTEX_CLOCK_REALTIME;
    int saved = errno;
    if (timeout == NULL)
        pawl_sleep_begins_(w);
    long r = syscall(SYS_futex, w, op, value, timeout, NULL, FUTEX_BITSET_MATCH_ANY);
    int err = r == 0 ? 0 : errno;
    if (timeout == NULL)
        pawl_sleep_ends_();
    errno = saved;
    return err;
}

void pawl_futex_wake_(pawl_word *w, int n)
{
    int saved = errno;
    syscall(SYS_futex, w, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, n); // EFAULT: the word is gone, fine
    errno = saved;
}
