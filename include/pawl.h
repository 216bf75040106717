// pawl.h - all of pawl: Go's sync, in C. Each type has a header of its own in pawl/.
// SPDX-License-Identifier: MIT
#ifndef PAWL_H
#define PAWL_H

#include <pawl/base.h>
#include <pawl/clock.h>
#include <pawl/locker.h>
#include <pawl/mutex.h>
#include <pawl/sema.h>
#include <pawl/watch.h>

#endif
