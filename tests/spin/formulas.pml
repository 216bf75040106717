// formulas.pml - what must happen to one thread; all threads are alike.
// SPDX-License-Identifier: MIT
//
// Under weak fairness: a thread that could go on from some time on does go on.
#ifdef LIVE
// Who calls lock gets it.
ltl gets_it { []<> !waiting }
// Who sleeps is woken.
ltl is_woken { []<> !QUEUED(VICTIM + 1) }
// Who calls lock gets it, if all others stop some time.
ltl gets_it_at_last { (<> (gone == THREADS - 1)) -> []<> !waiting }
#endif
