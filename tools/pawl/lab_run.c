// lab_run.c - rounds of every lock in turn.
// SPDX-License-Identifier: MIT
#include "lab_scenario.h"
#include "progress.h"
#include "text.h"
#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

// The round lasts from the first thread's start to the last one's end, by which all have finished
// what they began.
static void add_times(struct lab_sample *s, const struct lab_round *r)
{
    int64_t start = INT64_MAX;
    int64_t end = 0;
    int64_t entered = 0;
    for (int i = 0; i < r->threads; i++) {
        const struct lab_worker *w = &r->workers[i];
        start = w->start_ns < start ? w->start_ns : start;
        end = w->end_ns > end ? w->end_ns : end;
        s->cpu_ns += w->cpu_ns;
        s->starving_ns += w->normal_at - w->starving_at;
        entered += (int64_t)w->starving - (int64_t)w->normal;
    }
    s->wall_ns = end - start;
    if (entered > 0) // and never left: to the end
        s->starving_ns += entered * (end - r->opened_ns);
    if (s->starving_ns < 0)
        s->starving_ns = 0;
}

static void add_counts(struct lab_sample *s, const struct lab_round *r)
{
    s->thread_ops = xcalloc((size_t)r->threads, sizeof *s->thread_ops);
    for (int i = 0; i < r->threads; i++) {
        const struct lab_worker *w = &r->workers[i];
        s->thread_ops[i] = w->ops;
        s->ops += w->ops;
        s->voluntary += w->voluntary;
        s->involuntary += w->involuntary;
        s->sleeps += w->sleeps;
        s->handoffs += w->handoffs;
        s->starving += w->starving;
    }
}

static void add_distributions(struct lab_sample *s, const struct lab_round *r)
{
    struct lab_worker *sum = &r->workers[0];
    for (int i = 1; i < r->threads; i++) {
        histogram_merge(&sum->grant, &r->workers[i].grant);
        histogram_merge(&sum->run, &r->workers[i].run);
        histogram_merge(&sum->own, &r->workers[i].own);
    }
    s->grant = distribution_of(&sum->grant);
    s->run = distribution_of(&sum->run);
    s->own = distribution_of(&sum->own);
}

static void run_round(struct lab_round *r, int64_t round_ns, uint32_t seed, struct lab_sample *s)
{
    r->workers = xcalloc((size_t)r->threads, sizeof *r->workers);
    r->lock = xcalloc(1, sizeof *r->lock);
    for (int i = 0; i < r->threads; i++) {
        struct lab_worker *w = &r->workers[i];
        w->round = r;
        w->index = i;
        w->lock = r->lock;
        w->random = (seed ^ (uint32_t)(i + 1) * 0x9e3779b9u) | 1;
        w->until_timed = 1 + (unsigned)i % r->scenario->time_every;
    }
    r->stop = 0;
    r->scenario->begin(r);
    lab_agents_run(r, round_ns);
    r->scenario->verify(r, s->failure, sizeof s->failure);
    text_tame(s->failure);
    add_times(s, r);
    add_counts(s, r);
    add_distributions(s, r);
    free(r->lock);
    free(r->workers);
}

// Fisher and Yates: every order is as likely as any other.
static void shuffle(int *order, int count, uint32_t *random)
{
    for (int i = count - 1; i > 0; i--) {
        int j = (int)(lab_random(random) % (uint32_t)(i + 1));
        int other = order[j];
        order[j] = order[i];
        order[i] = other;
    }
}

// After the rounds that count, so that it cannot disturb them.
static void run_traced(const struct lab_plan *plan, struct lab_table *t, uint32_t seed, void *state)
{
    for (int lock = 0; plan->trace && lock < t->lock_count; lock++) {
        struct lab_round r = {
            .scenario = t->scenario,
            .edition = plan->locks[lock],
            .state = state,
            .goroutines = plan->goroutines,
            .threads = t->threads,
            .rounds = t->rounds,
        };
        struct lab_sample ignored = {.position = 0};
        lab_trace_begin(&r);
        run_round(&r, LAB_TRACE_ROUND_NS, seed, &ignored);
        t->traces[lock] = lab_trace_end(&r);
        lab_sample_free(&ignored);
    }
}

static void run_table(const struct lab_plan *plan, struct lab_table *t, uint32_t seed, void *state)
{
    int order[LAB_MAX_LOCKS] = {0};
    for (int i = 0; i < t->lock_count; i++)
        order[i] = i;
    uint32_t random = seed * 2654435761u | 1;
    for (int round = 0; round < t->rounds; round++) {
        shuffle(order, t->lock_count, &random);
        for (int i = 0; i < t->lock_count; i++) {
            int lock = order[i];
            char label[48] = "";
            text_add(label, sizeof label, "%s, %d %s%s, %s", t->scenario->name, t->threads,
                     lab_agent(t), text_plural((uint64_t)t->threads), t->locks[lock]);
            progress_show(label);
            struct lab_round r = {
                .scenario = t->scenario,
                .edition = plan->locks[lock],
                .state = state,
                .goroutines = plan->goroutines,
                .threads = t->threads,
                .number = round,
                .rounds = t->rounds,
            };
            struct lab_sample *s = lab_sample_at(t, round, lock);
            s->position = i;
            run_round(&r, t->round_ns, lab_random(&random), s);
            progress_step();
        }
    }
}

static void lay_out(const struct lab_plan *plan, struct lab_report *r)
{
    int64_t samples = (int64_t)plan->table_count * plan->rounds * plan->lock_count;
    int64_t round_ns = (int64_t)(r->seconds * 1e9) / samples;
    r->table_count = plan->table_count;
    for (int i = 0; i < plan->table_count; i++) {
        struct lab_table *t = &r->tables[i];
        t->scenario = plan->tables[i].scenario;
        t->threads = plan->tables[i].threads;
        t->goroutines = plan->goroutines;
        t->rounds = plan->rounds;
        t->round_ns = round_ns;
        t->lock_count = plan->lock_count;
        for (int l = 0; l < plan->lock_count; l++)
            text_add(t->locks[l], LAB_NAME, "%s", plan->locks[l]->name);
        t->samples = xcalloc((size_t)plan->rounds * (size_t)plan->lock_count, sizeof *t->samples);
    }
    progress_begin((int)samples, round_ns);
}

bool lab_run(const struct lab_plan *plan, struct lab_report *r, FILE *out, char *why, size_t size)
{
    struct lab_setup setup = plan->setup;
    setup.input = &r->input;
    lay_out(plan, r);
    lab_watch_begin();
    bool ok = true;
    for (int i = 0; ok && i < r->table_count; i++) {
        struct lab_table *t = &r->tables[i];
        void *state = t->scenario->prepare(&setup, why, size);
        ok = state != NULL;
        if (!ok)
            break;
        if (out && i == 0)
            lab_print_head(out, r);
        run_table(plan, t, r->seed + (uint32_t)i, state);
        run_traced(plan, t, r->seed, state);
        t->scenario->release(state);
        progress_hide();
        if (out)
            lab_print_table(out, r, t);
    }
    progress_end();
    lab_watch_end();
    if (ok && out)
        lab_print_legend(out, r);
    return ok;
}
