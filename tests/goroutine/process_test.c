// process_test.c - goroutines and their process: threads, exit, idleness, crowds.
// SPDX-License-Identifier: MIT
#include "goroutine/gate.h"
#include "support/child.h"
#include "support/sanitizer.h"
#include "support/suite.h"

#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

static pawl_waitgroup wg;

static int threads(void)
{
    int n = 0;
    DIR *folder = opendir("/proc/self/task");
    for (const struct dirent *e; (e = readdir(folder)) != NULL;)
        n += e->d_name[0] != '.';
    closedir(folder);
    return n;
}

static void for_ever(void *arg)
{
    (void)arg;
    for (;;)
        pawl_go_yield();
}

START_TEST(no_thread_before_the_first)
{
    int before = threads(); // a sanitizer may have one of its own
    pawl_mutex mu = {0};
    pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
    ck_assert_uint_eq(pawl_go_count(), 0);
    ck_assert_uint_ge(pawl_go_procs(), 1);
    ck_assert_int_eq(threads(), before);
    pawl_waitgroup_go(&wg, nothing, NULL);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_ge(threads(), before + 2);
}
END_TEST

START_TEST(procs_from_the_environment)
{
    static const struct {
        const char *text;
        unsigned procs; // 0: as many as without
    } cases[] = {{"1", 1}, {"3", 3}, {"100000", 1024}, {"0", 0}, {"-2", 0}, {"many", 0}, {"", 0}};
    unsetenv("PAWL_PROCS");
    unsigned usual = pawl_go_procs();
    setenv("PAWL_PROCS", cases[_i].text, 1);
    unsigned want = cases[_i].procs ? cases[_i].procs : usual;
    ck_assert_uint_eq(pawl_go_procs(), want);
    pawl_waitgroup_go(&wg, nothing, NULL);
    pawl_waitgroup_wait(&wg);
    ck_assert_uint_eq(pawl_go_procs(), want);
}
END_TEST

// A hundred thousand that wait at once; then all go.
START_TEST(a_crowd)
{
    enum { CROWD = UNDER_TSAN ? 2000 : UNDER_ASAN ? 20000 : 100000 };
    for (int i = 0; i < CROWD; i++)
        pawl_waitgroup_go(&wg, pass, NULL);
    ck_assert_int_eq(pawl_waitgroup_wait_until(&wg, 0), PAWL_ETIMEDOUT);
    ck_assert_uint_eq(pawl_go_count(), CROWD);
    for (int i = 0; i < CROWD; i++)
        pawl_sema_release(&gate, 0);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(passed, CROWD);
}
END_TEST

static int64_t cpu_ns(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (r.ru_utime.tv_sec + r.ru_stime.tv_sec) * PAWL_SECOND +
           (r.ru_utime.tv_usec + r.ru_stime.tv_usec) * PAWL_MICROSECOND;
}

// CPU time, which others on the machine do not change. Polling would use all of it.
START_TEST(idle_it_uses_no_cpu)
{
    for (int i = 0; i < 100; i++)
        pawl_waitgroup_go(&wg, pass, NULL);
    pawl_go_sleep(500 * PAWL_MILLISECOND);
    int64_t before = cpu_ns();
    pawl_go_sleep(500 * PAWL_MILLISECOND);
    ck_assert_int_lt(cpu_ns() - before, 50 * PAWL_MILLISECOND);
    for (int i = 0; i < 100; i++)
        pawl_sema_release(&gate, 0);
    pawl_waitgroup_wait(&wg);
}
END_TEST

static void exit_at_once(void)
{
    for (int i = 0; i < 20; i++)
        pawl_go(for_ever, NULL);
    pawl_go_sleep(PAWL_MILLISECOND);
    exit(7);
}

static void exits(void *arg)
{
    (void)arg;
    exit(8);
}

static void a_goroutine_exits(void)
{
    pawl_go(for_ever, NULL);
    pawl_go(exits, NULL);
    for (;;)
        pause();
}

static void executes(void *arg)
{
    (void)arg;
    execl("/bin/sh", "sh", "-c", "exit 9", (char *)NULL);
}

static void a_goroutine_executes(void)
{
    pawl_go(for_ever, NULL);
    pawl_go(executes, NULL);
    for (;;)
        pause();
}

START_TEST(ends_while_they_run)
{
    static void (*const ends[])(void) = {exit_at_once, a_goroutine_exits, a_goroutine_executes};
    struct ending e = child_run(ends[_i]);
    ck_assert_msg(WIFEXITED(e.status) && WEXITSTATUS(e.status) == 7 + _i, "%#x: %s",
                  (unsigned)e.status, e.said);
}
END_TEST

// One computes; what it has made ready runs on the other worker meanwhile.
static atomic_bool stop;

static void set_stop(void *arg)
{
    (void)arg;
    atomic_store(&stop, true);
}

static void compute(void *arg)
{
    (void)arg;
    pawl_waitgroup_go(&wg, set_stop, NULL);
    while (!atomic_load(&stop)) {
    }
}

START_TEST(who_computes_is_no_obstacle)
{
    setenv("PAWL_PROCS", "2", 1);
    pawl_waitgroup_go(&wg, compute, NULL);
    pawl_waitgroup_wait(&wg);
}
END_TEST

// ---- where workers run, and whether there are any -----------------------------------------------

static int usable_cpus(void)
{
    cpu_set_t set;
    ck_assert_int_eq(sched_getaffinity(0, sizeof set, &set), 0);
    return CPU_COUNT(&set);
}

static int usable;
static atomic_int narrowed;

static void look_at_cpus(void *arg)
{
    (void)arg;
    narrowed += usable_cpus() != usable;
    pawl_go_blocking_begin(); // which makes more workers
    usleep(20000);
    pawl_go_blocking_end();
    narrowed += usable_cpus() != usable;
}

// Who needs a worker makes it, and it must not be like that one.
static void *start_many_on_one_cpu(void *arg)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(*(const int *)arg, &set);
    sched_setaffinity(0, sizeof set, &set);
    for (int i = 0; i < 20; i++)
        pawl_waitgroup_go(&wg, look_at_cpus, NULL);
    return NULL;
}

START_TEST(workers_have_all_cpus)
{
    pthread_t thread;
    int cpu = sched_getcpu();
    usable = usable_cpus();
    setenv("PAWL_PROCS", "4", 1);
    pawl_waitgroup_go(&wg, nothing, NULL);
    ck_assert_int_eq(pthread_create(&thread, NULL, start_many_on_one_cpu, &cpu), 0);
    pthread_join(thread, NULL);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(narrowed, 0);
}
END_TEST

static void as_one_with_few_threads(void)
{
    struct rlimit two = {2, 2};
    if (setuid(45678) != 0 || setrlimit(RLIMIT_NPROC, &two) != 0)
        abort();
    pawl_waitgroup_go(&wg, nothing, NULL);
    pawl_waitgroup_wait(&wg);
}

// The monitor is started, and then there is room for no worker.
START_TEST(no_thread_for_a_worker)
{
    if (geteuid() == 0) // root has no limit, and nobody else can become one without other processes
        expect_fatal("few threads", as_one_with_few_threads, "pawl: no thread for a goroutine");
}
END_TEST

// Of these a thread's stack has to hold all.
static _Thread_local volatile char variables[1 << 20];

static void use_variables(void *arg)
{
    (void)arg;
    variables[5] = 1;
    atomic_fetch_add(&passed, variables[5]);
    pawl_waitgroup_done(&wg);
}

START_TEST(large_thread_local_variables)
{
    struct pawl_go_attr attr = {.pinned = true};
    pawl_waitgroup_add(&wg, 2);
    ck_assert_int_eq(pawl_go_with(&attr, use_variables, NULL), 0);
    pawl_go(use_variables, NULL);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(passed, 2);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {no_thread_before_the_first, 0},
        {procs_from_the_environment, 7},
        {a_crowd, 0},
        {idle_it_uses_no_cpu, 0},
        {ends_while_they_run, 3},
        {who_computes_is_no_obstacle, 0},
        {workers_have_all_cpus, 0},
        {large_thread_local_variables, 0},
        // Sanitizers have threads of their own.
        {no_thread_for_a_worker, 0},
    };
    size_t n = TEST_COUNT(tests);
    return suite_run("process", tests, UNDER_ASAN || UNDER_TSAN || EMULATED ? n - 1 : n);
}
