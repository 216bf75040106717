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

void pawl_sema_enter_(void)
{
    struct pawl_process *p = pawl_process_();
    if (PAWL_LIKELY(pawl_word_load_rlx(&p->table->entered) != 0))
        return;
    pawl_word_store_rlx(&p->used, 1);
    pawl_word_store_rlx(&p->table->entered, 1);
}

bool pawl_sema_entered_(void)
{
    return pawl_word_load_rlx(&pawl_process_()->table->entered) != 0;
}
