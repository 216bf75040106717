// park.pml - src/park/park.c: one waiter sleeps on a futex, another wakes it. What the semaphore of
// sema.pml takes for granted is proven here, for any number of waits one after the other.
// SPDX-License-Identifier: MIT

#define EMPTY 0
#define ASLEEP 1
#define UNPARKED 2

byte word;
bit queued;    // others can find the owner
bit granted;   // who took it off the queue owes it one unpark
bit in_kernel; // the owner sleeps in the futex call

#define STORY(what) printf("%d|", _pid); printf(what); printf("|0|0|0\n")

active proctype owner()
{
    byte state;
    bit deadline, odd; // odd: in this wait the kernel may return for no reason, which must not help

prepare:
    assert(!granted); // no unpark may hit a later wait
    word = EMPTY;
    atomic {
        queued = 1;
        if
        :: deadline = 0
        :: deadline = 1
        fi;
        if
        :: odd = 0
        :: odd = 1
        fi
    }
park:
    atomic {
        state = word;
        if
        :: state == UNPARKED -> goto unparked
        :: state == EMPTY -> skip
        :: state == ASLEEP -> goto futex_wait
        fi
    }
    atomic {
        if
        :: word == EMPTY -> word = ASLEEP
        :: else -> goto park
        fi
    }
futex_wait:
    atomic {
        if
        :: word == ASLEEP -> in_kernel = 1
        :: else -> STORY("finds the word changed"); goto park
        fi
    }
    if
    :: !in_kernel -> goto park
    :: atomic { odd && in_kernel -> in_kernel = 0; STORY("returns for no reason"); goto park }
    :: atomic { deadline -> in_kernel = 0 }
    fi;
    atomic {
        if
        :: word == UNPARKED -> goto unparked
        :: else
        fi
    }
    // give_up of sema.c
    atomic {
        if
        :: queued -> queued = 0; STORY("times out"); goto prepare
        :: else -> deadline = 0; STORY("times out, but an unpark is on its way"); goto park
        fi
    }
unparked:
    assert(granted);
    granted = 0;
    goto prepare
}

active proctype unparker()
{
    byte old;
end:
    do
    :: atomic { queued -> queued = 0; granted = 1 };
        atomic { old = word; word = UNPARKED };
        if
        :: old == ASLEEP -> in_kernel = 0; STORY("wakes the sleeper")
        :: else -> STORY("needs no system call")
        fi
    od
}

#ifdef LIVE
ltl unpark_wakes { [] (granted -> <> !granted) }
#endif
