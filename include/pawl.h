// pawl.h - all of pawl: Go's sync, in C. Each type has a header of its own in pawl/.
// SPDX-License-Identifier: MIT
#ifndef PAWL_H
#define PAWL_H

#include <pawl/base.h>
#include <pawl/chan.h>
#include <pawl/clock.h>
#include <pawl/cond.h>
#include <pawl/go.h>
#include <pawl/locker.h>
#include <pawl/mutex.h>
#include <pawl/once.h>
#include <pawl/reentrant.h>
#include <pawl/rwmutex.h>
#include <pawl/rwmutex_wide.h>
#include <pawl/sema.h>
#include <pawl/semaphore.h>
#include <pawl/waitgroup.h>
#include <pawl/watch.h>

#endif
