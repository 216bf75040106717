// ops.c - operations on words: stop, do it, tell the monitors and the story.
// SPDX-License-Identifier: MIT
#include "sim/ops.h"

#include "sema/table.h"
#include "sim/core.h"
#include "sim/events.h"

// Words whose value never matters to the algorithm in the running client are no scheduling points:
// nobody watches, no mode changes.
static bool quiet(const uint32_t *w)
{
    if (!sim_is_shared(w))
        return true;
    const struct pawl_process *p = sim_process();
    bool fork_word = w == &p->used || w == &p->table->life || w == &p->table->entered ||
                     w == &p->table->bar.state;
    return fork_word && !sim_budget->ghosts;
}

// Returns the alternative chosen.
static unsigned stop_at(enum sim_kind kind, const uint32_t *w, uint32_t expected)
{
    unsigned alt = 0;
    if (!quiet(w))
        alt = sim_stop((struct sim_op){.kind = kind, .word = w, .expected = expected});
    for (int i = 0; i < sim_core->nfreed; i++)
        if ((uintptr_t)w >= sim_core->freed[i].from && (uintptr_t)w < sim_core->freed[i].to)
            sim_violation("access to freed memory");
    return alt;
}

static void tell(const char *what, const uint32_t *w, uint32_t before, const char *func, int line)
{
    if (!sim_tracing() || quiet(w))
        return;
    char from[80], to[80];
    sim_tell(from, sizeof from, w, before);
    sim_tell(to, sizeof to, w, *w);
    if (before == *w)
        sim_story(func, line, "%s %s: %s", what, sim_word_name(w), from);
    else
        sim_story(func, line, "%s %s: %s -> %s", what, sim_word_name(w), from, to);
}

// Writes first, tells then, and lets the monitors look last: the story ends with the step at fault.
static uint32_t write_word(uint32_t *w, uint32_t v, const char *what, const char *func, int line)
{
    uint32_t before = *w;
    *w = v;
    tell(what, w, before, func, line);
    if (before != v)
        sim_changed(w, before, v);
    return before;
}

uint32_t sim_load(const uint32_t *w, const char *func, int line)
{
    stop_at(SIM_WORD, w, 0);
    tell("reads", w, *w, func, line);
    return *w;
}

void sim_store(uint32_t *w, uint32_t v, const char *func, int line)
{
    stop_at(SIM_WORD, w, 0);
    write_word(w, v, "stores", func, line);
}

uint32_t sim_xchg(uint32_t *w, uint32_t v, const char *func, int line)
{
    stop_at(SIM_WORD, w, 0);
    return write_word(w, v, "swaps", func, line);
}

uint32_t sim_add(uint32_t *w, uint32_t delta, const char *func, int line)
{
    stop_at(SIM_WORD, w, 0);
    return write_word(w, *w + delta, "adds to", func, line);
}

bool sim_cas(uint32_t *w, uint32_t old, uint32_t v, bool weak, const char *func, int line)
{
    bool fail = stop_at(weak ? SIM_CASW : SIM_WORD, w, old) != 0;
    if (fail)
        sim_me()->weak--;
    if (weak && !fail) // the strong ones try once, on a guess; these are in loops, and have looked
        sim_event(*w == old ? SIM_CAS_WON : SIM_CAS_LOST);
    if (fail || *w != old) {
        tell(fail ? "fails (for no reason) to change" : "fails to change", w, *w, func, line);
        return false;
    }
    write_word(w, v, "changes", func, line);
    return true;
}

// ---- pointers -----------------------------------------------------------------------------------

static const uint32_t *as_word(const void *p)
{
    return p; // its address is all that is asked for
}

static const char *name_of(const void *object)
{
    return object ? sim_word_name(as_word(object)) : "nothing";
}

static void tell_ptr(const char *what, void *const *p, void *v, const char *func, int line)
{
    if (sim_tracing() && !quiet(as_word(p)))
        sim_story(func, line, "%s %s: %s", what, sim_word_name(as_word(p)), name_of(v));
}

void *sim_ptr_load(void *const *p, const char *func, int line)
{
    stop_at(SIM_WORD, as_word(p), 0);
    tell_ptr("reads", p, *p, func, line);
    return *p;
}

void *sim_ptr_xchg(void **p, void *v, const char *func, int line)
{
    stop_at(SIM_WORD, as_word(p), 0);
    void *before = *p;
    *p = v;
    tell_ptr("stores", p, v, func, line);
    return before;
}

bool sim_ptr_cas(void **p, void *old, void *v, const char *func, int line)
{
    stop_at(SIM_WORD, as_word(p), 0);
    bool same = *p == old;
    if (same)
        *p = v;
    tell_ptr(same ? "changes" : "fails to change", p, *p, func, line);
    return same;
}

// ---- counters -----------------------------------------------------------------------------------

uint64_t sim_count_load(const uint64_t *c, const char *func, int line)
{
    stop_at(SIM_WORD, as_word(c), 0);
    if (sim_tracing() && !quiet(as_word(c)))
        sim_story(func, line, "reads %s: %llu", sim_word_name(as_word(c)), (unsigned long long)*c);
    return *c;
}

void sim_count_store(uint64_t *c, uint64_t value, const char *func, int line)
{
    stop_at(SIM_WORD, as_word(c), 0);
    *c = value;
    if (sim_tracing() && !quiet(as_word(c)))
        sim_story(func, line, "stores %s: %llu", sim_word_name(as_word(c)),
                  (unsigned long long)value);
}
