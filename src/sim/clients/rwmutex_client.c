// rwmutex_client.c - threads read and write: exclusion, progress, R1 to R5.
// SPDX-License-Identifier: MIT
//
// Programs are words of operations, one word per thread; each is followed by its unlock:
//   r rlock    R rlock_until, short deadline    t tryrlock    p rlock_until, deadline in the past
//   w lock     W lock_until, short deadline     T trylock     P lock_until, deadline in the past
//   d lock, downgrade, runlock
//   n rlock, and once more what a t does before its runlock; m, with what an r does
//   F lock, and the last user frees it          f rlock, and the only user left frees it
#include "rwmutex_client.h"

#include "clients.h"

#include "sema/table.h"

#include <stdio.h>
#include <string.h>

static const struct rwmutex_client *client;
static void *rw;      // the lock, which may be freed
static struct books { // what is not freed with it
    int reading, writing, users;
    int writes; // how many there have been
} * books;

// ---- the state word -----------------------------------------------------------------------------

enum { WRITER = 1, QUEUED = 2, NEXT = 4, READER = 8 };

static void describe(char *out, size_t size, uint32_t v)
{
    snprintf(out, size, "[%u reading%s%s%s]", v / READER, v & WRITER ? ", writer" : "",
             v & QUEUED ? ", readers wait" : "", v & NEXT ? ", next writer" : "");
}

void sim_name_rwmutex(pawl_rwmutex *m)
{
    sim_name(&m->w.state, "w", NULL);
    sim_name(&m->w.sema.count, "w's sema", NULL);
    sim_name(&m->state, "state", describe);
    sim_name(&m->writer.count, "writer", NULL);
}

void sim_rwmutex_at_rest(void *lock)
{
    const pawl_rwmutex *m = lock;
    sim_check(m->state == 0 && m->w.state == 0, "is not unlocked in the end");
    sim_check(m->writer.count == 0 && m->w.sema.count == 0, "a token was left");
    sim_check(pawl_process_()->table->buckets[0].root == NULL, "a waiter was left in the table");
}

static void see_events(uint32_t old, uint32_t v)
{
    if ((old & v & WRITER) != 0 && v / READER > old / READER && old >= READER)
        sim_event(SIM_RW_JOINED);
    if ((~old & v & NEXT) != 0)
        sim_event(SIM_RW_NEXT);
    if ((old & ~v & WRITER) != 0 && (old & QUEUED) != 0 && old >= READER)
        sim_event(SIM_RW_GAVE_UP);
}

static void seen(void *arg, int thread, uint32_t old, uint32_t v)
{
    (void)arg;
    (void)thread;
    (void)old;
    sim_check((v & QUEUED) == 0 || (v & WRITER) != 0, "R2: readers wait for no writer");
    sim_check((v & NEXT) == 0 || ((v & WRITER) != 0 && v < READER), "R3: NEXT with readers");
    sim_check(books->writing == 0 || ((v & WRITER) != 0 && v < READER), "R1: reads while written");
    // With NEXT it was the writer before that let them in.
    bool same_writer = (old & v & WRITER) != 0 && (old & NEXT) == 0;
    bool may_join = client->lock->joins && old >= READER;
    sim_check(!same_writer || may_join || v / READER <= old / READER, "a reader overtook a writer");
    sim_check(!client->lock->joins || (v & QUEUED) == 0 || v < READER,
              "a reader waits though it may join those who read");
    see_events(old, v);
}

// ---- operations ---------------------------------------------------------------------------------

static void read_it(void)
{
    sim_check(books->writing == 0, "reads while somebody writes");
    books->reading++;
    sim_pause("reads");
    sim_check(books->writing == 0, "reads while somebody writes");
    books->reading--;
}

static void write_it(void)
{
    sim_check(books->writing == 0 && books->reading == 0, "writes while somebody reads or writes");
    books->writing++;
    sim_pause("writes");
    sim_check(books->writing == 1 && books->reading == 0, "writes while somebody reads or writes");
    books->writing--;
    books->writes++;
}

static bool read_lock(char letter)
{
    int64_t deadline = letter == 'R' ? (int64_t)SIM_SHORT : letter == 'p' ? 0 : PAWL_NEVER;
    sim_clock_reset(deadline);
    if (letter == 't')
        return client->lock->tryrlock(rw);
    if (deadline != PAWL_NEVER)
        return sim_in_time(client->lock->rlock_until(rw, deadline), deadline);
    client->lock->rlock(rw);
    return true;
}

static bool write_lock(char letter)
{
    int64_t deadline = letter == 'W' ? (int64_t)SIM_SHORT : letter == 'P' ? 0 : PAWL_NEVER;
    sim_clock_reset(deadline);
    if (letter == 'T')
        return client->lock->trylock(rw);
    if (deadline != PAWL_NEVER)
        return sim_in_time(client->lock->lock_until(rw, deadline), deadline);
    client->lock->lock(rw);
    return true;
}

static bool is_read(char letter)
{
    return strchr("rRtpfnm", letter) != NULL;
}

// While the caller reads. Where readers join, it may do so again whatever comes between.
static void read_again(char letter)
{
    bool got = read_lock(letter);
    sim_check(got || !client->lock->joins, "who reads may not read again");
    if (!got)
        return;
    read_it();
    client->lock->runlock(rw);
}

static void give_back(char letter)
{
    if (is_read(letter)) {
        read_it();
        if (letter == 'n' || letter == 'm')
            read_again(letter == 'n' ? 't' : 'r');
        client->lock->runlock(rw);
        return;
    }
    write_it();
    if (letter == 'd') {
        int writes = books->writes;
        client->lock->downgrade(rw);
        sim_check(books->writes == writes, "a writer came between writing and reading");
        read_it();
        client->lock->runlock(rw);
    } else {
        client->lock->unlock(rw);
    }
}

static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++) {
        bool got = is_read(*p) ? read_lock(*p) : write_lock(*p);
        sim_note(got);
        if (!got)
            continue;
        bool last = *p == 'F' ? --books->users == 0 : *p == 'f' && books->users == 1;
        give_back(*p);
        if (last)
            sim_free(rw, client->lock->size);
    }
}

void sim_setup_rwmutex(const struct sim_client *self)
{
    client = (const void *)self;
    rw = sim_alloc(client->lock->size);
    books = sim_alloc(sizeof *books);
    client->lock->name(rw);
    books->users = sim_spawn_programs(client->programs, run_program);
}

void sim_rest_rwmutex(void)
{
    client->lock->at_rest(rw);
}

// ---- the plain one ------------------------------------------------------------------------------

static void token_seen(void *arg, int thread, uint32_t old, uint32_t v)
{
    (void)arg;
    (void)thread;
    if (v > old)
        sim_event(SIM_RW_AWAKE);
}

void sim_watch_rwmutex(void *lock)
{
    pawl_rwmutex *m = lock;
    sim_name_rwmutex(m);
    sim_watch_word(&m->writer.count, token_seen, NULL);
    sim_watch_word(&m->state, seen, NULL);
}

RWMUTEX_KIND(plain, pawl_rwmutex, sim_watch_rwmutex, sim_rwmutex_at_rest, false)

#define RW(...) RWMUTEX_CLIENT("rwmutex/", plain, __VA_ARGS__)

RW(r_w, "1r1w", "a reader, a writer", "r w", 1, EVERY_STEP, REACHES(SIM_RW_AWAKE));
RW(rr_ww, "1r1w-twice", "twice each", "rr ww", 0, EVERY_STEP);
RW(w_w, "2w", "two writers", "w w", 1, EVERY_STEP, REACHES(SIM_RW_NEXT));
RW(rt_wt, "1r1w-timed", "with deadlines", "R W", 1, EVERY_STEP, REACHES(SIM_LATE_GRANT));
RW(rt_wt2, "1r1w-mixed", "deadlines and not", "Rr wW", 0, EVERY_STEP);
RW(tries, "try", "those that only try", "tT wr", 0, EVERY_STEP);
RW(past, "past", "deadlines in the past", "pP rw", 0, EVERY_STEP);
RW(late, "late", "one reads, one wants to write, one comes late", "r w r", 0, EVERY_STEP);
RW(r_w_w, "1r2w", "a reader, two writers", "r w w", 0, QUICK);
RW(timed_w, "late-timed", "the writer may give up", "r W r", 0, QUICK, REACHES(SIM_RW_GAVE_UP));
RW(timed_r, "late-timed-2", "the late reader may give up", "r w R", 0, QUICK);
RW(timed_ww, "1r2w-timed", "a writer between may give up", "r W w", 0, SLOW);
RW(try_3, "try-3", "a trylock between", "r w T", 0, QUICK);
RW(down, "downgrade", "a writer goes on as a reader", "d r w", 0, QUICK);
RW(down2, "downgrade-2", "two that do", "d d", 0, EVERY_STEP);
RW(free_rw, "free-1r1w", "the reader may be last and free it", "f F", 1, EVERY_STEP);
RW(free_ww, "free-2w", "the last of two writers frees it", "F F", 0, EVERY_STEP);
RW(free_3, "free-1r2w", "the same with two writers", "f F F", 0, SLOW);
RW(free_rr, "free-late", "readers, and the last writer frees it", "F rF", 0, SLOW);
RW(rr_w_r, "late-twice", "a reader that comes again", "rr w r", 0, SLOW);
RW(m_w, "again", "reads again while a writer waits", "m w", 0, QUICK,
   .base.expected = "deadlock: threads wait");
RW(two_two, "2r2w", "two readers, two writers", "r r w w", 0, SLOW, .base.bound = 2);

const struct sim_client *const sim_rwmutex_clients[] = {
    &r_w.base,     &rr_ww.base,   &w_w.base,      &rt_wt.base,   &rt_wt2.base,  &tries.base,
    &past.base,    &late.base,    &r_w_w.base,    &down.base,    &timed_w.base, &timed_r.base,
    &free_rw.base, &free_ww.base, &timed_ww.base, &try_3.base,   &down2.base,   &free_3.base,
    &free_rr.base, &rr_w_r.base,  &m_w.base,      &two_two.base, NULL};
