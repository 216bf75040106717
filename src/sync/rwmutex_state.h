// rwmutex_state.h - an RWMutex without what it tells the watcher of locking and unlocking; of
// waits and wakes it does tell. For the public functions, and for locks that have an RWMutex
// inside. SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_SYNC_RWMUTEX_STATE_H
#define PAWL_SRC_SYNC_RWMUTEX_STATE_H

#include "base/hook.h"
#include "sync/mutex_state.h"

#include <pawl/rwmutex.h>

// For the watcher, with an event.
#define WRITING PAWL_OF_(PAWL_KIND_RWMUTEX)
#define READING (WRITING | PAWL_SHARED_)

// As rlock_until, tryrlock, runlock, lock_until and trylock. join: come in although a writer waits,
// as long as anybody reads. What is wrong with an unlock the caller has to say.
int pawl_rwmutex_rlock_(pawl_rwmutex *rw, bool join, struct pawl_deadline deadline);
bool pawl_rwmutex_come_in_(pawl_rwmutex *rw, bool join);
enum pawl_released pawl_rwmutex_runlock_(pawl_rwmutex *rw, const void *caller);
// pawl_rwmutex_left_ is the rest of a runlock that has found old and subtracted itself.
enum pawl_released pawl_rwmutex_left_(pawl_rwmutex *rw, uint32_t old, const void *caller);
int pawl_rwmutex_lock_(pawl_rwmutex *rw, struct pawl_deadline deadline);
bool pawl_rwmutex_trylock_(pawl_rwmutex *rw);

// pawl_rwmutex_announce_ is the rest of a lock that has w already.
int pawl_rwmutex_announce_(pawl_rwmutex *rw, struct pawl_deadline deadline);

// pawl_rwmutex_await_readers_ waits, as lock's writer, for the last reader to release it: 0, or
// PAWL_ETIMEDOUT after the deadline. Then it asks withdraw, which takes back that the writer waits
// and reports whether it did; if not, the release is on its way, and is waited for.
int pawl_rwmutex_await_readers_(void *lock, pawl_sema *release, struct pawl_deadline deadline,
                                bool (*withdraw)(void *lock));

// pawl_rwmutex_check_writing_ is fatal if nobody writes: the first half of an unlock. has_w: the
// writer has not unlocked w yet; if it has, the next one may have announced itself.
// pawl_rwmutex_unlock_ is the second: with the readers that are queued, `more` come in.
// pawl_rwmutex_let_go_ is the rest of it after w was unlocked.
void pawl_rwmutex_check_writing_(const pawl_rwmutex *rw, bool has_w);
enum pawl_released pawl_rwmutex_unlock_(pawl_rwmutex *rw, uint32_t more, const void *caller);
void pawl_rwmutex_let_go_(pawl_rwmutex *rw, const void *caller);

// pawl_rwmutex_rlock_watched_ and pawl_rwmutex_lock_watched_ are rlock_ and lock_ that tell the
// watcher everything.
int pawl_rwmutex_rlock_watched_(pawl_rwmutex *rw, bool join, struct pawl_deadline deadline,
                                const void *caller);
int pawl_rwmutex_lock_watched_(pawl_rwmutex *rw, struct pawl_deadline deadline, const void *caller);

#endif
