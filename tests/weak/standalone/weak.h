// weak.h - what a client sees as a C11 program with pthreads: the library, a kernel, and main.
// SPDX-License-Identifier: MIT
//
// Any checker that takes one C file takes a client:
//     CHECKER -DWEAK_CLIENT=0 -Itests/weak/standalone -Itests/weak -Isrc -Iinclude
//             tests/weak/clients/mutex.c
// WEAK_CLIENT is the number of the client in the list at the end of the file. Without it the
// program is an ordinary one, which runs all of them many times.
#ifndef PAWL_TESTS_WEAK_STANDALONE_WEAK_H
#define PAWL_TESTS_WEAK_STANDALONE_WEAK_H

#undef NDEBUG // weak_check must check

#include "client.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PAWL_SEMTAB_SIZE 1
#define PAWL_RWMUTEX_WIDE_SLOTS 2

#include "library.h"

#define WEAK_DATA(type) type
#define WEAK_NEW(type) weak_new(sizeof(type))
#define WEAK_DELETE(p) free(p)
#define weak_saw(what) ((void)0)
#define weak_pause() weak_idle()
#define weak_check(condition, text) assert((condition) && (text))

static inline void *weak_new(size_t size)
{
    void *p = malloc(size);
    assert(p);
    return memset(p, 0, size);
}

extern const struct weak_client weak_clients[]; // ends with a NULL name

#include "kernel.h"

#include "tally.h"
#include "until.h"

#include "main.h"

#endif
