// step_rwmutex_test.c - the last access of unlock and runlock, for both kinds of RWMutex.
// SPDX-License-Identifier: MIT
#include "support/scene.h"

#include "support/rw.h"

static union rw *it(void)
{
    return scene_object;
}

// ---- who acts -----------------------------------------------------------------------------------

static void lock(void)
{
    kind->lock(it());
}

static void rlock(void)
{
    kind->rlock(it());
}

static void unlock(void)
{
    scene_begin_steps();
    kind->unlock(it());
}

static void runlock(void)
{
    scene_begin_steps();
    kind->runlock(it());
}

// ---- who waits, or tries ------------------------------------------------------------------------

static void read_it(void)
{
    kind->rlock(it());
    kind->runlock(it());
}

static void write_it(void)
{
    kind->lock(it());
    kind->unlock(it());
}

static void write_until(void)
{
    while (kind->lock_until(it(), pawl_now() + 300 * PAWL_MICROSECOND) != 0) {
    }
    kind->unlock(it());
}

static void read_until(void)
{
    while (kind->rlock_until(it(), pawl_now() + 300 * PAWL_MICROSECOND) != 0) {
    }
    kind->runlock(it());
}

static bool try_to_write(void)
{
    if (!kind->trylock(it()))
        return false;
    kind->unlock(it());
    return true;
}

static bool try_to_read(void)
{
    if (!kind->tryrlock(it()))
        return false;
    kind->runlock(it());
    return true;
}

static bool at_once(void)
{
    return true;
}

static bool reader_waits(void)
{
    return rw_queued_readers(it()) == 1;
}

static bool writer_queues(void)
{
    return rw_queued_writers(it()) == 1;
}

static bool reader_and_writer_wait(void)
{
    return reader_waits() && writer_queues();
}

static bool writer_waits(void)
{
    return rw_writer_waits(it());
}

static const struct scene scenes[] = {
    {"unlock, a reader", lock, reader_waits, unlock, 1, {read_it}, NULL},
    {"unlock, a writer", lock, writer_queues, unlock, 1, {write_it}, NULL},
    {"unlock, a reader tries", lock, at_once, unlock, 1, {NULL}, try_to_read},
    {"unlock, a writer tries", lock, at_once, unlock, 1, {NULL}, try_to_write},
    {"unlock, all", lock, reader_and_writer_wait, unlock, 3, {read_it, write_it}, try_to_read},
    {"unlock, impatient", lock, at_once, unlock, 2, {read_until, write_until}, NULL},
    {"runlock, a writer", rlock, writer_waits, runlock, 1, {write_it}, NULL},
    {"runlock, a writer tries", rlock, at_once, runlock, 1, {NULL}, try_to_write},
    {"runlock, all", rlock, writer_waits, runlock, 2, {write_it}, try_to_read},
    {"runlock, impatient", rlock, at_once, runlock, 2, {read_until, write_until}, NULL},
};

START_TEST(last_access)
{
    rw_choose(_i);
    printf("%s ", kind->name);
    scene_check(&scenes[_i / RW_KINDS]);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{last_access, (int)TEST_COUNT(scenes) * RW_KINDS}};
    if (!CAN_STEP)
        return suite_skip("step_rwmutex", STEP_NEEDS);
    return suite_run("step_rwmutex", tests, TEST_COUNT(tests));
}
