// known_waits.h - what known_waits measures of a lock, with its own clock, and prints as JSON.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_KNOWN_WAITS_H
#define PAWL_TESTS_KNOWN_WAITS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { CROWD = 5 };               // waiters at most
enum { EXCLUSIVE, SHARED };       // ways into a lock
enum { BRIEFLY, LONG, RELEASES }; // the functions that unlock: release_briefly, release_long

struct use {
    atomic_long acquired, contended, timed_out;
    _Atomic int64_t wait_ns;
};

// One lock. What it says of those who wait now is changed by them, and read before an unlock.
struct tally {
    const char *name, *kind;
    struct use uses[2];
    _Atomic int64_t hold_ns[2];
    _Atomic int64_t unlocked_ns[RELEASES]; // what others waited, up to an unlock by that function
    _Atomic int64_t began[CROWD];          // 0: waiter i does not wait
    _Atomic int64_t charged;               // up to when waiting has been charged to somebody
    _Atomic int64_t waking_ns;             // of all waits: from an unlock to having it
    _Atomic int64_t owed; // of waits that are over, since then: the next unlock is charged
};

static inline int64_t now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static inline void tally_begin(struct tally *t, int i)
{
    t->began[i] = now();
}

static inline int64_t tally_uncharged(const struct tally *t, int i, int64_t end)
{
    return end - (t->began[i] > t->charged ? t->began[i] : t->charged);
}

// tally_end ends the wait of waiter i, who has the lock now, or has given up.
static inline int64_t tally_end(struct tally *t, int way, int i, bool got)
{
    int64_t end = now();
    t->uses[way].contended++;
    t->uses[way].acquired += got;
    t->uses[way].timed_out += !got;
    t->uses[way].wait_ns += end - t->began[i];
    t->owed += tally_uncharged(t, i, end);
    t->waking_ns += got ? tally_uncharged(t, i, end) : 0;
    t->began[i] = 0;
    return end;
}

// tally_release is the last thing before an unlock: up to now all who wait have waited for it.
static inline void tally_release(struct tally *t, int way, int function, int64_t held_since)
{
    int64_t end = now();
    t->hold_ns[way] += end - held_since;
    for (int i = 0; i < CROWD; i++)
        t->unlocked_ns[function] += t->began[i] != 0 ? tally_uncharged(t, i, end) : 0;
    t->unlocked_ns[function] += atomic_exchange(&t->owed, 0);
    t->charged = end;
}

static inline void use_print(const char *name, const struct use *u, int64_t hold_ns)
{
    printf("\"%s\": {\"acquired\": %ld, \"contended\": %ld, \"timed_out\": %ld, \"wait_ns\": %lld, "
           "\"hold_ns\": %lld}, ",
           name, u->acquired, u->contended, u->timed_out, (long long)u->wait_ns,
           (long long)hold_ns);
}

static inline void tally_print(const struct tally *t, const char *before)
{
    printf("%s{\"name\": \"%s\", \"kind\": \"%s\", ", before, t->name, t->kind);
    use_print("exclusive", &t->uses[EXCLUSIVE], t->hold_ns[EXCLUSIVE]);
    use_print("shared", &t->uses[SHARED], t->hold_ns[SHARED]);
    printf("\"waking_ns\": %lld, ", (long long)t->waking_ns);
    printf("\"unlocked\": {\"release_long\": %lld, \"release_briefly\": %lld}}",
           (long long)t->unlocked_ns[LONG], (long long)t->unlocked_ns[BRIEFLY]);
}

#endif
