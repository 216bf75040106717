// reentrant.h - locks that whoever holds them may lock again: by owner, and by token.
// SPDX-License-Identifier: MIT
//
// A pawl_mutex waits for ever when its holder locks it again, and that is what one mostly wants: a
// function that locks cannot tell whether its caller has left the data half changed. Where calls do
// go round in circles, these count: a lock that is held is locked again by counting up, and free
// when it has been unlocked as often.
//
// pawl_reentrant knows its holder, the calling thread. pawl_reentrant_token takes a token: any
// thread that presents the token under which it is held is let in, several at once.
//
// Zero is unlocked. An unlock never touches the lock after another thread could own it. Signals end
// no wait. No function is a cancellation point, none may be called from a signal handler. After
// fork the child may use those that the forking thread held (a token: without other threads) or
// that nobody used. They cannot be shared between processes, and must not be copied or moved after
// first use.
//
// Misuse is fatal: "sync: unlock of unlocked reentrant mutex", "sync: unlock of reentrant mutex by
// another owner", "sync: unlock of reentrant mutex with a wrong token", and more than 2^32 - 1
// locks on top of each other ("sync: reentrant mutex locked too often").
#ifndef PAWL_REENTRANT_H
#define PAWL_REENTRANT_H

#include <pawl/locker.h>
#include <pawl/mutex.h>

PAWL_BEGIN_DECLS

// ---- by owner -----------------------------------------------------------------------------------

typedef struct pawl_reentrant {
    pawl_mutex mutex; // internal use only: see src/sync/reentrant.c
    pawl_word owner;  // internal use only
    uint32_t depth;   // internal use only: how often owner has locked it
} pawl_reentrant;

// clang-format off
#define PAWL_REENTRANT_INIT {PAWL_MUTEX_INIT, 0, 0}
// clang-format on

// These are as pawl_mutex_lock, _unlock, _trylock and _lock_until, but that the holder gets it at
// once, and that only the holder may unlock it. A thread that exits with it leaves it locked for
// ever. clang's thread-safety analysis, which knows no such locks, is told nothing of it.
// Memory: the unlock that made it free synchronizes before the next lock.
PAWL_API void pawl_reentrant_lock(pawl_reentrant *r);
PAWL_API void pawl_reentrant_unlock(pawl_reentrant *r);
PAWL_API bool pawl_reentrant_trylock(pawl_reentrant *r);
PAWL_API int pawl_reentrant_lock_until(pawl_reentrant *r, int64_t deadline);

// pawl_reentrant_held tells whether the calling thread holds r.
PAWL_API bool pawl_reentrant_held(const pawl_reentrant *r);

// pawl_reentrant_locker returns r seen as a Locker.
PAWL_API pawl_locker pawl_reentrant_locker(pawl_reentrant *r);

// ---- by token -----------------------------------------------------------------------------------

typedef struct pawl_reentrant_token {
    uint64_t token;  // internal use only: see src/sync/reentrant_token.c
    pawl_word depth; // internal use only: how often it has been locked with token
} pawl_reentrant_token;

// clang-format off
#define PAWL_REENTRANT_TOKEN_INIT {0, 0}
// clang-format on

// pawl_reentrant_token_lock locks t with a token, any number. If it is held with the same token,
// the caller is let in at once, whoever holds it; else it waits, without limit. When it is free,
// the one goes in that has waited longest, and with it all who wait with the same token. So a token
// whose callers always come before the last of them has left keeps the others out.
// Memory: the unlock that made it free synchronizes before the return. Those who hold it together
// are not ordered among themselves.
PAWL_API void pawl_reentrant_token_lock(pawl_reentrant_token *t, uint64_t token);

// pawl_reentrant_token_unlock undoes one lock with that token, which any thread may do.
PAWL_API void pawl_reentrant_token_unlock(pawl_reentrant_token *t, uint64_t token);

// pawl_reentrant_token_trylock locks t if that can be done at once, and reports whether it did.
PAWL_API bool pawl_reentrant_token_trylock(pawl_reentrant_token *t, uint64_t token);

// pawl_reentrant_token_lock_until is lock with a deadline (pawl/clock.h): 0, or PAWL_ETIMEDOUT when
// the deadline passed first, never before it.
PAWL_API int pawl_reentrant_token_lock_until(pawl_reentrant_token *t, uint64_t token,
                                             int64_t deadline);

// Lock and token in one, as a Locker needs them: it has no room for a token. Must outlive the view.
struct pawl_reentrant_holder {
    pawl_reentrant_token *lock;
    uint64_t token;
};

// pawl_reentrant_holder_locker returns h's lock seen as a Locker that presents h's token.
PAWL_API pawl_locker pawl_reentrant_holder_locker(struct pawl_reentrant_holder *h);

PAWL_END_DECLS

#endif
