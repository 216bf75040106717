// rwmutex_wide_client.c - the RWMutex with slots: the programs of rwmutex_client.c, W1 to W4.
// SPDX-License-Identifier: MIT
//
// There are two slots here, and at every look a thread may find itself on the CPU of either.
#include "clients.h"

#include "rwmutex_client.h"

#include <pawl/rwmutex_wide.h>
#include <stdio.h>

static void describe_slot(char *out, size_t size, uint32_t v)
{
    snprintf(out, size, "[%d%s]", (int32_t)(v & ~1u) / 2, v & 1 ? ", closed" : "");
}

static void describe_drained(char *out, size_t size, uint32_t v)
{
    snprintf(out, size, "[%d%s]", (int32_t)(v & ~1u) / 2, v & 1 ? ", writer waits" : "");
}

// W3.
static void seen(void *arg, int thread, uint32_t old, uint32_t v)
{
    (void)arg;
    (void)thread;
    (void)old;
    if ((int32_t)v < 0)
        sim_event(SIM_WIDE_BELOW);
    sim_check((v & 1) == 0 || v == 1, "W3: a closed slot counts readers");
}

static void name_words(void *lock)
{
    pawl_rwmutex_wide *m = lock;
    sim_name_rwmutex(&m->rw);
    sim_name(&m->drained, "drained", describe_drained);
    sim_name(&m->writer.count, "wide writer", NULL);
    sim_name(&m->slots[0].readers, "slot 0", describe_slot);
    sim_name(&m->slots[1].readers, "slot 1", describe_slot);
    sim_watch_word(&m->slots[0].readers, seen, NULL);
    sim_watch_word(&m->slots[1].readers, seen, NULL);
}

static void rest(void *lock)
{
    pawl_rwmutex_wide *m = lock;
    uint32_t sum = m->drained;
    for (int i = 0; i < PAWL_RWMUTEX_WIDE_SLOTS; i++)
        sum += m->slots[i].readers & ~1u;
    sim_check(sum == 0, "W1: a reader was lost or made up");
    sim_check(m->writer.count == 0, "a token was left");
    sim_rwmutex_at_rest(&m->rw);
}

RWMUTEX_KIND(wide, pawl_rwmutex_wide, name_words, rest, false)

#define RW(...) RWMUTEX_CLIENT("wide/", wide, __VA_ARGS__)

RW(r_w, "1r1w", "a reader, a writer", "r w", 1, EVERY_STEP, REACHES(SIM_WIDE_BELOW));
RW(rr_w, "1r1w-again", "a reader that comes again", "rr w", 0, EVERY_STEP);
RW(wr_r, "2r1w", "a writer that reads, a reader", "wr r", 0, QUICK);
RW(w_w, "2w", "two writers", "w w", 1, QUICK);
RW(rt_wt, "1r1w-timed", "with deadlines", "R W", 0, EVERY_STEP, REACHES(SIM_LATE_GRANT));
RW(wt_w, "2w-timed", "a writer gives up, a reader, another writes", "r Ww", 0, QUICK);
RW(tries, "try", "those that only try", "tT wr", 0, QUICK);
RW(past, "past", "deadlines in the past", "pP rw", 0, QUICK);
RW(late, "late", "one reads, one wants to write, one comes late", "r w r", 0, SLOW);
RW(r_w_w, "1r2w", "a reader, two writers", "r w w", 0, SLOW, .base.bound = 3);
RW(timed_3, "late-timed", "the writer may give up", "r W r", 0, SLOW, .base.bound = 3);
RW(down, "downgrade", "a writer goes on as a reader", "d w", 0, EVERY_STEP);
RW(down_3, "downgrade-3", "with a reader", "d r w", 0, SLOW, .base.bound = 2);
RW(free_rw, "free-1r1w", "the reader may be last and free it", "f F", 1, QUICK);
RW(free_ww, "free-2w", "the last of two writers frees it", "F F", 1, QUICK);
RW(free_rr, "free-late", "readers, and the last writer frees it", "rF rF", 0, SLOW);

const struct sim_client *const sim_rwmutex_wide_clients[] = {
    &r_w.base,    &rr_w.base,    &wr_r.base,    &w_w.base,     &rt_wt.base,   &wt_w.base,
    &tries.base,  &past.base,    &late.base,    &r_w_w.base,   &timed_3.base, &down.base,
    &down_3.base, &free_rw.base, &free_ww.base, &free_rr.base, NULL};
