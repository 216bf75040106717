// scene.h - an object is freed at every instruction of the call that lets others go.
// SPDX-License-Identifier: MIT
//
// Two ways. First the one who releases is stopped after each of its instructions until the others
// have got as far as they can: they free the object at the first moment at which they are let.
// Then it is stopped after some k'th instruction only. (For every k, as step_destroy_test.c does
// it, would take minutes.)
#ifndef PAWL_TESTS_SCENE_H
#define PAWL_TESTS_SCENE_H

#include "step.h"

#include "page.h"
#include "queue.h"
#include "suite.h"
#include "threads.h"

#include <sched.h>

#define SCENE_SAMPLES 12 // at how many k'th instructions it is stopped
#define SCENE_HELPERS 3

struct scene {
    const char *name;
    void (*prepare)(void);                // makes the helpers wait
    bool (*ready)(void);                  // the helpers wait
    void (*act)(void);                    // calls scene_begin_steps, and lets them go
    int frees;                            // how many helpers are done with it when it is freed
    void (*helpers[SCENE_HELPERS])(void); // what those do who wait, each in a thread of its own
    bool (*attempt)(void);                // one more does so until it succeeds
};

// A page of zeros.
static void *scene_object;

static struct {
    const struct scene *scene;
    atomic_int started, done;
    atomic_bool trying, gone;
    long stop_at; // 0: at each instruction
} scene_now;

// A helper is done with the object.
static void scene_drop(void)
{
    if (atomic_fetch_add(&scene_now.done, 1) + 1 != scene_now.scene->frees)
        return;
    page_seal(scene_object);
    atomic_store(&scene_now.gone, true);
}

static void *scene_help(void *arg)
{
    (void)arg;
    scene_now.scene->helpers[atomic_fetch_add(&scene_now.started, 1)]();
    scene_drop();
    return NULL;
}

static void *scene_try(void *arg)
{
    (void)arg;
    atomic_store(&scene_now.trying, true);
    while (!scene_now.scene->attempt())
        sched_yield();
    scene_drop();
    return NULL;
}

static void scene_let_others_free(void *arg)
{
    (void)arg;
    step_wait(&scene_now.gone, 150 * PAWL_MICROSECOND);
}

// scene_begin_steps is called by the act when what follows is to be stopped.
static inline void scene_begin_steps(void)
{
    if (scene_now.stop_at == 0)
        step_begin_each(scene_let_others_free, NULL);
    else
        step_begin(scene_now.stop_at, scene_let_others_free, NULL);
}

static int scene_waiters(const struct scene *s)
{
    int n = 0;
    while (n < SCENE_HELPERS && s->helpers[n] != NULL)
        n++;
    return n;
}

// Plays it once. Returns how many instructions the act had, if it was stopped at each.
static long scene_play(const struct scene *s, long stop_at)
{
    scene_object = page_new();
    scene_now.scene = s;
    scene_now.stop_at = stop_at;
    atomic_store(&scene_now.started, 0);
    atomic_store(&scene_now.done, 0);
    atomic_store(&scene_now.trying, false);
    atomic_store(&scene_now.gone, false);
    s->prepare();
    struct team helpers = team_start(scene_waiters(s), scene_help, NULL);
    WAIT_FOR(s->ready());
    struct team trying = team_start(s->attempt != NULL, scene_try, NULL);
    WAIT_FOR(s->attempt == NULL || atomic_load(&scene_now.trying));
    s->act();
    step_end();
    long count = step_count();
    team_join(&helpers);
    team_join(&trying);
    EXPECT(atomic_load(&scene_now.gone), "%s: was not freed", s->name);
    page_gone(scene_object);
    return count;
}

static inline void scene_check(const struct scene *s)
{
    step_setup();
    long count = scene_play(s, 0);
    ck_assert_int_gt(count, 0);
    for (int i = 0; i < SCENE_SAMPLES; i++)
        scene_play(s, 1 + count * i / SCENE_SAMPLES);
    ck_assert(table_is_empty());
    printf("%s: %ld instructions\n", s->name, count);
}

#endif
