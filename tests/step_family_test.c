// step_family_test.c - the last access of the other types: whoever may free the object does so at
// every instruction of what lets it go.
// SPDX-License-Identifier: MIT
#include "support/scene.h"

#include <pawl.h>

static bool at_once(void)
{
    return true;
}

static bool one_waits(void)
{
    return queue_length_at(scene_object) == 1;
}

static bool two_wait(void)
{
    return queue_length_at(scene_object) == 2;
}

static void nothing(void)
{
}

// ---- WaitGroup ----------------------------------------------------------------------------------

static void wg_add(void)
{
    pawl_waitgroup_add(scene_object, 1);
}

static void wg_done(void)
{
    scene_begin_steps();
    pawl_waitgroup_done(scene_object);
}

static void wg_wait(void)
{
    pawl_waitgroup_wait(scene_object);
}

static void wg_wait_until(void)
{
    while (pawl_waitgroup_wait_until(scene_object, pawl_now() + 200 * PAWL_MICROSECOND) != 0) {
    }
}

static bool wg_look(void)
{
    return pawl_waitgroup_wait_until(scene_object, 0) == 0;
}

// ---- Once ---------------------------------------------------------------------------------------

static atomic_bool runs;

static void once_run(void *arg)
{
    atomic_store(&runs, true);
    WAIT_FOR(queue_length_at(scene_object) == (scene_now.scene->helpers[1] ? 2 : 1));
    scene_begin_steps();
    (void)arg;
}

static void once_prepare(void)
{
    atomic_store(&runs, false);
}

static void once_do(void)
{
    pawl_once_do(scene_object, once_run, NULL);
}

static void once_wait(void)
{
    WAIT_FOR(atomic_load(&runs));
    pawl_once_do(scene_object, once_run, NULL);
}

// Looks into it, so that it does not wait: it frees as soon as it is done, with others waiting.
static bool once_look(void)
{
    if (pawl_word_load_acq(&((pawl_once *)scene_object)->state) != PAWL_ONCE_DONE_)
        return false;
    pawl_once_do(scene_object, once_run, NULL);
    return true;
}

// With that one, those who wait do not free.
static void once_wait_only(void)
{
    once_wait();
    atomic_fetch_sub(&scene_now.done, 1);
}

// ---- Cond ---------------------------------------------------------------------------------------

static pawl_mutex mu;

static void cond_wait(void)
{
    pawl_mutex_lock(&mu);
    pawl_cond_wait(scene_object, &mu);
    pawl_mutex_unlock(&mu);
}

static void cond_signal(void)
{
    scene_begin_steps();
    pawl_cond_signal(scene_object);
}

static void cond_broadcast(void)
{
    scene_begin_steps();
    pawl_cond_broadcast(scene_object);
}

// ---- semaphore ----------------------------------------------------------------------------------

static pawl_semaphore *sem(void)
{
    return scene_object;
}

static void sem_take(void)
{
    sem()->size = 2;
    pawl_semaphore_acquire(sem(), 2);
}

static void sem_release(void)
{
    scene_begin_steps();
    pawl_semaphore_release(sem(), 2);
}

static void sem_acquire(void)
{
    pawl_semaphore_acquire(sem(), 1);
}

static void sem_acquire_until(void)
{
    while (pawl_semaphore_acquire_until(sem(), 2, pawl_now() + 200 * PAWL_MICROSECOND) != 0) {
    }
}

static bool sem_try(void)
{
    return pawl_semaphore_tryacquire(sem(), 1);
}

static bool sem_two_wait(void)
{
    return queue_length_at(&sem()->held) == 2;
}

// ---- reentrant ----------------------------------------------------------------------------------

static void owner_lock(void)
{
    pawl_reentrant_lock(scene_object);
}

static void owner_unlock(void)
{
    scene_begin_steps();
    pawl_reentrant_unlock(scene_object);
}

static void owner_wait(void)
{
    pawl_reentrant_lock(scene_object);
    pawl_reentrant_unlock(scene_object);
}

static bool owner_try(void)
{
    if (!pawl_reentrant_trylock(scene_object))
        return false;
    pawl_reentrant_unlock(scene_object);
    return true;
}

static bool owner_waits(void)
{
    return queue_length(&((pawl_reentrant *)scene_object)->mutex.sema) == 1;
}

static void token_lock(void)
{
    pawl_reentrant_token_lock(scene_object, 1);
}

static void token_unlock(void)
{
    scene_begin_steps();
    pawl_reentrant_token_unlock(scene_object, 1);
}

static void token_wait(void)
{
    pawl_reentrant_token_lock(scene_object, 2);
    pawl_reentrant_token_unlock(scene_object, 2);
}

static bool token_try(void)
{
    if (!pawl_reentrant_token_trylock(scene_object, 3))
        return false;
    pawl_reentrant_token_unlock(scene_object, 3);
    return true;
}

static const struct scene scenes[] = {
    {"done, two wait", wg_add, two_wait, wg_done, 1, {wg_wait, wg_wait}, NULL},
    {"done, one looks", wg_add, at_once, wg_done, 1, {NULL}, wg_look},
    {"done, one is impatient", wg_add, at_once, wg_done, 1, {wg_wait_until}, NULL},
    {"once, two wait", once_prepare, at_once, once_do, 1, {once_wait, once_wait}, NULL},
    {"once, one looks", once_prepare, at_once, once_do, 1, {once_wait_only}, once_look},
    {"signal", nothing, one_waits, cond_signal, 1, {cond_wait}, NULL},
    {"broadcast", nothing, two_wait, cond_broadcast, 1, {cond_wait, cond_wait}, NULL},
    {"release, two", sem_take, sem_two_wait, sem_release, 1, {sem_acquire, sem_acquire}, NULL},
    {"release, one tries", sem_take, at_once, sem_release, 1, {NULL}, sem_try},
    {"release, impatient", sem_take, at_once, sem_release, 1, {sem_acquire_until}, NULL},
    {"owner", owner_lock, owner_waits, owner_unlock, 2, {owner_wait}, owner_try},
    {"token", token_lock, one_waits, token_unlock, 2, {token_wait}, token_try},
};

START_TEST(last_access)
{
    scene_check(&scenes[_i]);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{last_access, (int)TEST_COUNT(scenes)}};
    if (!CAN_STEP)
        return suite_skip("step_family", STEP_NEEDS);
    return suite_run("step_family", tests, TEST_COUNT(tests));
}
