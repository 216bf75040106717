// done.c - the end of a goroutine that a WaitGroup counts.
// SPDX-License-Identifier: MIT
//
// Apart, because ThreadSanitizer looks into this file and not into the scheduler's others
// (cmake/library.cmake): it must see this one order, from each of the goroutines to who waits.
#include "goroutine/sched.h"

void pawl_go_done_(pawl_waitgroup *wg)
{
    pawl_waitgroup_done(wg);
}
