// fork.c - what a forked child knows of its parent's waiters.
// SPDX-License-Identifier: MIT
#include "sema/sema.h"
#include "sema/table.h"

// The first threads of a child may come here together. Whether it is an orphan was decided by the
// fork and must be one answer for all; but used, from which it follows, does not stay as it was:
//   A: sees WIPED            B: sees WIPED and not used: CLEAN. Waits, and sets used
//   A: sees used: ORPHANED, and trusts no WOKEN, while B, which does, finds it cleared and dies
// So the first verdict stands, in one compare-and-swap; used is set after it only.
void pawl_table_revive_(struct pawl_process *p)
{
    uint32_t used = pawl_word_load_rlx(&p->used);
    pawl_word_cas_acq(&p->table->life, PAWL_TABLE_WIPED,
                      used ? PAWL_TABLE_ORPHANED : PAWL_TABLE_CLEAN);
}

bool pawl_sema_orphaned_(void)
{
    return PAWL_UNLIKELY(pawl_word_load_rlx(&pawl_process_()->table->life) == PAWL_TABLE_ORPHANED);
}

// The bar is taken once by the first waiter of a process, and by those who lay ghosts before it.
void pawl_sema_enter_(void)
{
    struct pawl_process *p = pawl_process_();
    // acquire: pairs with the release below. Who is forked after this waiter counted itself in a
    // lock word must see that the table was used.
    if (PAWL_LIKELY(pawl_word_load_acq(&p->table->entered) != 0))
        return;
    pawl_lowlock_lock_(&p->table->bar);
    pawl_word_store_rlx(&p->used, 1);
    pawl_word_store_rel(&p->table->entered, 1);
    pawl_lowlock_unlock_(&p->table->bar);
}

bool pawl_sema_bar_(void)
{
    struct pawl_table *t = pawl_process_()->table;
    if (PAWL_LIKELY(pawl_word_load_acq(&t->entered) != 0))
        return false;
    pawl_lowlock_lock_(&t->bar);
    if (pawl_word_load_acq(&t->entered) == 0)
        return true;
    pawl_lowlock_unlock_(&t->bar);
    return false;
}

void pawl_sema_unbar_(void)
{
    pawl_lowlock_unlock_(&pawl_process_()->table->bar);
}
