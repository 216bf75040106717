// formulas.pml - what must happen to one thread; all threads are alike.
// SPDX-License-Identifier: MIT
//
// Under weak fairness: a thread that could go on from some time on does go on.
#ifdef LIVE
// A2 of docs/fairness.md: nobody loses every compare-and-swap from some time on.
#if THREADS > 2
#define WINS_2 []<> !(losing & 4)
#else
#define WINS_2 true
#endif
#define ALL_WIN ([]<> !(losing & 1) && []<> !(losing & 2) && WINS_2)

// Who calls lock gets it, or its deadline passes. Anyhow: without A2.
#if THREADS < 4
ltl gets_it { ALL_WIN -> []<> !waiting }
#endif
ltl gets_it_anyhow { []<> !waiting }
// Who sleeps is woken.
ltl is_woken_anyhow { []<> !QUEUED(VICTIM + 1) }
// Who calls lock gets it, if all others stop some time.
ltl gets_it_at_last { (<> (gone == THREADS - 1)) -> []<> !waiting }
#endif
