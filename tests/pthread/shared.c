// shared.c - tests of locks in memory that several processes share.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

#include <sys/mman.h>
#include <sys/wait.h>

enum { PROCESSES = 3, TURNS = 1500 };

struct shared {
    pthread_mutex_t mu;
    pthread_cond_t cond;
    pthread_rwlock_t rw;
    long counter, first, second;
    int turn, waiting;
    bool go;
};

static struct shared *s;

static void make_shared(int type)
{
    pthread_mutexattr_t mutex;
    pthread_condattr_t cond;
    pthread_rwlockattr_t rw;
    s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert(s != MAP_FAILED);
    WORKS(pthread_mutexattr_init(&mutex));
    WORKS(pthread_mutexattr_settype(&mutex, type));
    WORKS(pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED));
    WORKS(pthread_mutex_init(&s->mu, &mutex));
    WORKS(pthread_condattr_init(&cond));
    WORKS(pthread_condattr_setpshared(&cond, PTHREAD_PROCESS_SHARED));
    WORKS(pthread_cond_init(&s->cond, &cond));
    WORKS(pthread_rwlockattr_init(&rw));
    WORKS(pthread_rwlockattr_setpshared(&rw, PTHREAD_PROCESS_SHARED));
    WORKS(pthread_rwlock_init(&s->rw, &rw));
}

// ---- processes ----------------------------------------------------------------------------------

// start runs life(i) in a child, which exits with 0 if nothing went wrong.
static pid_t start(void (*life)(int i), int i)
{
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        alarm(HUNG);
        life(i);
        _exit(wrong_line == 0 ? 0 : 1 + wrong_line % 200);
    }
    return pid;
}

static void ends_well(pid_t pid)
{
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(status == 0, "status %#x", (unsigned)status);
}

static void run_all(void (*life)(int i))
{
    pid_t pids[PROCESSES];
    for (int i = 0; i < PROCESSES; i++)
        pids[i] = start(life, i);
    for (int i = 0; i < PROCESSES; i++)
        ends_well(pids[i]);
}

// process_blocks waits until the only thread of the process sleeps.
static void process_blocks(pid_t pid)
{
    char path[64], text[512];
    do {
        snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
        FILE *file = fopen(path, "r");
        ck_assert_ptr_nonnull(file);
        ck_assert_ptr_nonnull(fgets(text, sizeof text, file));
        fclose(file);
        sleep_ns(20000);
    } while (strstr(text, ") S ") == NULL);
}

// ---- the mutex ----------------------------------------------------------------------------------

static void count_up(int i)
{
    (void)i;
    for (int k = 0; k < TURNS; k++) {
        SHOULD(pthread_mutex_lock(&s->mu) == 0);
        s->counter++;
        if (k % 64 == 0)
            sched_yield();
        SHOULD(pthread_mutex_unlock(&s->mu) == 0);
    }
}

START_TEST(mutex_counts)
{
    make_shared(mutex_types[_i]);
    run_all(count_up);
    ck_assert_int_eq(s->counter, PROCESSES * TURNS);
    WORKS(pthread_mutex_destroy(&s->mu));
}
END_TEST

static void try_and_wait(int i)
{
    struct timespec soon = from_now(CLOCK_REALTIME, MILLISECONDS(2));
    SHOULD(pthread_mutex_trylock(&s->mu) == EBUSY);
    SHOULD(pthread_mutex_timedlock(&s->mu, &soon) == ETIMEDOUT);
    SHOULD(reached(CLOCK_REALTIME, soon));
    s->go = true;
    SHOULD(pthread_mutex_lock(&s->mu) == 0);
    s->counter = i;
    SHOULD(pthread_mutex_unlock(&s->mu) == 0);
}

START_TEST(mutex_is_waited_for)
{
    make_shared(mutex_types[_i]);
    WORKS(pthread_mutex_lock(&s->mu));
    pid_t pid = start(try_and_wait, 7);
    WAIT_FOR(*(volatile bool *)&s->go);
    process_blocks(pid);
    ck_assert_int_eq(s->counter, 0);
    WORKS(pthread_mutex_unlock(&s->mu));
    ends_well(pid);
    ck_assert_int_eq(s->counter, 7);
}
END_TEST

// ---- the condition variable ---------------------------------------------------------------------

static void take_turns(int i)
{
    for (int k = 0; k < TURNS / 5; k++) {
        SHOULD(pthread_mutex_lock(&s->mu) == 0);
        while (s->turn != i)
            SHOULD(pthread_cond_wait(&s->cond, &s->mu) == 0);
        s->counter++;
        s->turn = (i + 1) % PROCESSES;
        SHOULD(pthread_cond_broadcast(&s->cond) == 0);
        SHOULD(pthread_mutex_unlock(&s->mu) == 0);
    }
}

START_TEST(cond_takes_turns)
{
    make_shared(mutex_types[_i]);
    run_all(take_turns);
    ck_assert_int_eq(s->counter, PROCESSES * (TURNS / 5));
    WORKS(pthread_cond_destroy(&s->cond));
}
END_TEST

static void wait_for_go(int i)
{
    struct timespec soon = from_now(CLOCK_REALTIME, MILLISECONDS(3)), *t = i == 0 ? &soon : NULL;
    int err = 0;
    SHOULD(pthread_mutex_lock(&s->mu) == 0);
    s->waiting++;
    while (!s->go && err == 0)
        err = t != NULL ? pthread_cond_timedwait(&s->cond, &s->mu, t)
                        : pthread_cond_wait(&s->cond, &s->mu);
    SHOULD(err == (i == 0 ? ETIMEDOUT : 0));
    SHOULD(pthread_mutex_unlock(&s->mu) == 0);
}

static void lock_when_waiting(int n)
{
    WORKS(pthread_mutex_lock(&s->mu));
    while (s->waiting < n) {
        WORKS(pthread_mutex_unlock(&s->mu));
        sleep_ns(20000);
        WORKS(pthread_mutex_lock(&s->mu));
    }
}

START_TEST(cond_wakes_processes)
{
    make_shared(PTHREAD_MUTEX_NORMAL);
    pid_t early = start(wait_for_go, 0), late[PROCESSES];
    for (int i = 0; i < PROCESSES; i++)
        late[i] = start(wait_for_go, 1);
    ends_well(early);
    lock_when_waiting(1 + PROCESSES);
    s->go = true;
    if (_i == 0)
        WORKS(pthread_cond_broadcast(&s->cond));
    for (int i = 0; _i == 1 && i < PROCESSES; i++)
        WORKS(pthread_cond_signal(&s->cond));
    WORKS(pthread_mutex_unlock(&s->mu));
    for (int i = 0; i < PROCESSES; i++)
        ends_well(late[i]);
}
END_TEST

// ---- the rwlock ---------------------------------------------------------------------------------

static void read_and_write(int i)
{
    for (int k = i; k < TURNS + i; k++) {
        bool write = k % 4 == 0;
        SHOULD((write ? pthread_rwlock_wrlock(&s->rw) : pthread_rwlock_rdlock(&s->rw)) == 0);
        SHOULD(s->first == s->second);
        s->first += write;
        if (k % 64 == 0)
            sched_yield();
        s->second += write;
        SHOULD(pthread_rwlock_unlock(&s->rw) == 0);
    }
}

START_TEST(rwlock_reads_and_writes)
{
    make_shared(PTHREAD_MUTEX_NORMAL);
    run_all(read_and_write);
    ck_assert_int_eq(s->first, PROCESSES * (TURNS / 4));
    ck_assert_int_eq(s->second, s->first);
    WORKS(pthread_rwlock_destroy(&s->rw));
}
END_TEST

static void try_rwlock(int reader)
{
    struct timespec soon = from_now(CLOCK_REALTIME, MILLISECONDS(2));
    SHOULD(pthread_rwlock_trywrlock(&s->rw) == EBUSY);
    SHOULD(pthread_rwlock_timedwrlock(&s->rw, &soon) == ETIMEDOUT);
    SHOULD(pthread_rwlock_tryrdlock(&s->rw) == (reader ? 0 : EBUSY));
    if (reader)
        SHOULD(pthread_rwlock_unlock(&s->rw) == 0);
}

START_TEST(rwlock_excludes)
{
    make_shared(PTHREAD_MUTEX_NORMAL);
    for (int reader = 0; reader < 2; reader++) {
        WORKS(reader ? pthread_rwlock_rdlock(&s->rw) : pthread_rwlock_wrlock(&s->rw));
        ends_well(start(try_rwlock, reader));
        WORKS(pthread_rwlock_unlock(&s->rw));
    }
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {mutex_counts, MUTEX_TYPES},     {mutex_is_waited_for, MUTEX_TYPES},
        {cond_takes_turns, MUTEX_TYPES}, {cond_wakes_processes, 2},
        {rwlock_reads_and_writes, 1},    {rwlock_excludes, 1},
    };
    return suite_run("shared", tests, TEST_COUNT(tests));
}
