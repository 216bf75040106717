// sema.pml - the semaphore of src/sema/sema.c, as the models of the locks use it.
// SPDX-License-Identifier: MIT
//
// What happens under a bucket lock is one step. tryacquire is one step too: its load and its
// compare-and-swap change nothing unless they succeed together. park is what park.pml proves of it:
// it returns when the caller was unparked, or, with a deadline, at any time.

#define ME (_pid + 1)

byte sema; // the count
short queue; // who sleeps: octal digits, the front is the lowest; ME, as 0 is nobody
bit unparked[THREADS];

#define FRONT (queue & 7)
#define QUEUED(who)                                                                                \
    (FRONT == who || ((queue >> 3) & 7) == who || ((queue >> 6) & 7) == who || queue >> 9 == who)

inline push_front() { queue = (queue << 3) | ME }

inline push_back()
{
    if
    :: queue == 0 -> queue = ME
    :: queue > 0 && queue < 8 -> queue = queue | (ME << 3)
    :: queue >= 8 && queue < 64 -> queue = queue | (ME << 6)
    :: queue >= 64 -> queue = queue | (ME << 9)
    fi
}

inline take_off()
{
    if
    :: FRONT == ME -> queue = queue >> 3
    :: ((queue >> 3) & 7) == ME -> queue = FRONT | ((queue >> 6) << 3)
    :: ((queue >> 6) & 7) == ME -> queue = (queue & 63) | ((queue >> 9) << 6)
    :: queue >> 9 == ME -> queue = queue & 511
    fi
}

inline queue_at(lifo)
{
    unparked[_pid] = 0;
    if
    :: lifo -> push_front(); STORY("queues at the front and sleeps")
    :: else -> push_back(); STORY("queues at the back and sleeps")
    fi
}

// pawl_sema_wait_. Goes to released, or to uncount when a time-out took the caller off the queue.
inline sema_wait(lifo, may_time_out)
{
    // tryacquire
    atomic {
        if
        :: sema > 0 -> sema--; STORY("takes the token at once"); goto released
        :: else
        fi
    }
    // queue_or_take
    atomic {
        if
        :: sema > 0 -> sema--; STORY("takes the token before it sleeps"); goto released
        :: else -> queue_at(lifo)
        fi
    }
park:
    if
    :: unparked[_pid] -> goto released
    :: may_time_out
    fi;
    // give_up
    atomic {
        if
        :: QUEUED(ME) -> take_off(); STORY("times out and leaves the queue"); goto uncount
        :: else -> STORY("times out, but was released just before")
        fi
    }
    unparked[_pid] -> goto released
}

// pawl_sema_release: the waiter at the front, or a token if nobody is queued. Then unpark.
inline sema_release(w)
{
#ifdef HANDOFF_WAITS
    !handoff || queue != 0;
#endif
    atomic {
        if
        :: queue != 0 ->
            w = FRONT;
            queue = queue >> 3;
            BOOK_RELEASE(w);
            printf("%d|releases thread %d|%d|%d|%d\n", _pid, w - 1, state, sema, queue)
        :: else ->
            sema++;
            assert(sema == 1); // I3
            if
            :: handoff -> STORY("hands over to nobody asleep: leaves a token")
            :: else -> STORY("wakes nobody asleep: leaves a token")
            fi
        fi
    }
    if
    :: w != 0 -> atomic { unparked[w - 1] = 1; w = 0 }
    :: else
    fi
}
