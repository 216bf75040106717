// reentrant.c - a mutex that its holder may lock again.
// SPDX-License-Identifier: MIT
//
// owner is set by the holder to its own number, and to 0 before it unlocks: whoever reads its own
// number there holds the lock, whatever others do meanwhile.
#include "base/fatal.h"
#include "park/agent.h"

#include <pawl/reentrant.h>

bool pawl_reentrant_held(const pawl_reentrant *r)
{
    return pawl_word_load_rlx(&r->owner) == pawl_agent_self_();
}

// Locks once more if the caller holds r, and reports whether it does.
static bool lock_again(pawl_reentrant *r)
{
    if (!pawl_reentrant_held(r))
        return false;
    if (PAWL_UNLIKELY(r->depth == UINT32_MAX))
        pawl_fatal_("sync: reentrant mutex locked too often", r);
    r->depth++;
    return true;
}

static void begin(pawl_reentrant *r)
{
    pawl_word_store_rlx(&r->owner, pawl_agent_self_());
    r->depth = 1;
}

void pawl_reentrant_lock(pawl_reentrant *r)
{
    if (lock_again(r))
        return;
    pawl_mutex_lock(&r->mutex);
    begin(r);
}

int pawl_reentrant_lock_until(pawl_reentrant *r, int64_t deadline)
{
    if (lock_again(r))
        return 0;
    int err = pawl_mutex_lock_until(&r->mutex, deadline);
    if (err == 0)
        begin(r);
    return err;
}

bool pawl_reentrant_trylock(pawl_reentrant *r)
{
    if (lock_again(r))
        return true;
    if (!pawl_mutex_trylock(&r->mutex))
        return false;
    begin(r);
    return true;
}

void pawl_reentrant_unlock(pawl_reentrant *r)
{
    uint32_t owner = pawl_word_load_rlx(&r->owner);
    if (PAWL_UNLIKELY(owner != pawl_agent_self_()))
        pawl_fatal_(owner == 0 ? "sync: unlock of unlocked reentrant mutex"
                               : "sync: unlock of reentrant mutex by another owner",
                    r);
    if (--r->depth > 0)
        return;
    pawl_word_store_rlx(&r->owner, 0);
    pawl_mutex_unlock(&r->mutex);
}
