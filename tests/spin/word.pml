// word.pml - the state word of a mutex, how it is changed, and how its story is told.
// SPDX-License-Identifier: MIT

#define LOCKED 1
#define WOKEN 2
#define STARVING 4
#define DUE WOKEN // while STARVING is set
#define WAITER 8
#define WAITER_SHIFT 3

byte state;

// The line of a story: the thread, what it did, and the words after it.
#define STORY(what) printf("%d|", _pid); printf(what); printf("|%d|%d|%d\n", state, sema, queue)
#define BEATEN STORY("was beaten to the word, and looks again")

// Between the load of a reload loop and its compare-and-swap others may run, unless the caller has
// lost its share of swaps in this call. (A jump from one atomic sequence to a label inside another,
// but not on its first statement, ends neither.)
#ifdef CAS_LOSSES
#define MAY_LOSE(cas) if :: losses >= CAS_LOSSES -> goto cas :: else fi
#define LOSES losses++
#else
#define MAY_LOSE(cas) skip
#define LOSES skip
#endif
#define CAS_OR(again)                                                                              \
    if                                                                                             \
    :: state != old -> LOSES; ENTERS_LOOP; BEATEN; goto again                                      \
    :: else -> LEAVES_LOOP                                                                         \
    fi

// Who lost a swap and is still in the loop: who stays in it loses every swap.
#ifdef LIVE
byte losing;
#define ENTERS_LOOP losing = losing | (1 << _pid)
#define LEAVES_LOOP losing = losing & ~(1 << _pid)
#else
#define ENTERS_LOOP skip
#define LEAVES_LOOP skip
#endif
