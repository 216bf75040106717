// overflow_test.c - last words of a goroutine whose stack is full; all other faults go their way.
// SPDX-License-Identifier: MIT
#include "support/child.h"
#include "support/sanitizer.h"
#include "support/suite.h"

#include "goroutine/g.h"

#include <pawl.h>
#include <stdio.h>
#include <sys/mman.h>

static pawl_waitgroup wg;

static void go_and_wait(const struct pawl_go_attr *attr, pawl_go_fn *fn, void *arg)
{
    pawl_waitgroup_add(&wg, 1);
    if (pawl_go_with(attr, fn, arg) != 0)
        _exit(99);
    pawl_waitgroup_wait(&wg);
}

static bool died_of(const struct ending *e, int sig)
{
    // A sanitizer whose handler was called says so, and exits.
    if (UNDER_ASAN || UNDER_TSAN)
        return sig == SIGABRT ? WIFSIGNALED(e->status)
                              : WIFSIGNALED(e->status) || strstr(e->said, "DEADLYSIGNAL");
    return WIFSIGNALED(e->status) && WTERMSIG(e->status) == sig;
}

// ---- overflow -----------------------------------------------------------------------------------

// To the compiler it may end, and each call has its frame.
__attribute__((__noinline__)) static unsigned deep(volatile unsigned *left)
{
    volatile char frame[200];
    frame[0] = (char)*left;
    if (--*left == 0)
        return 0;
    return deep(left) + (unsigned)frame[0];
}

static void fall(void *arg)
{
    unsigned left = 1u << 30;
    (void)arg;
    deep(&left);
    pawl_waitgroup_done(&wg);
}

static void quick(void *arg)
{
    (void)arg;
    pawl_waitgroup_done(&wg);
}

static void second_one_falls(void)
{
    struct pawl_go_attr attr = {.name = "digger"};
    go_and_wait(NULL, quick, NULL);
    go_and_wait(&attr, fall, NULL);
}

static void nameless_one_falls(void)
{
    go_and_wait(NULL, fall, NULL);
}

static void large_one_falls(void)
{
    struct pawl_go_attr attr = {.stack_size = (size_t)5 << 20, .name = "large"};
    go_and_wait(&attr, fall, NULL);
}

static void with_mapped_guards(void)
{
    extern long pawl_stack_max_maps_;
    pawl_stack_max_maps_ = 65530;
    nameless_one_falls();
}

START_TEST(overflow_names_the_goroutine)
{
    static const struct {
        void (*run)(void);
        const char *name, *size;
    } cases[] = {
        {second_one_falls, " (digger), which has ", "64 KiB"},
        {nameless_one_falls, ", which has ", "64 KiB"},
        {large_one_falls, " (large), which has ", "8192 KiB"},
        {with_mapped_guards, ", which has ", "64 KiB"},
    };
    struct ending e = child_run(cases[_i].run);
    char *text = strstr(e.said, "fatal error: stack overflow in goroutine ");
    ck_assert_msg(text != NULL, "%s", e.said);
    char *number = text + strlen("fatal error: stack overflow in goroutine "), *name = NULL;
    unsigned long id = strtoul(number, &name, 10);
    ck_assert_uint_ge(id, 1);
    size_t n = strlen(cases[_i].name);
    ck_assert_msg(strncmp(name, cases[_i].name, n) == 0, "%s", e.said);
    ck_assert_msg(strncmp(name + n, cases[_i].size, strlen(cases[_i].size)) == 0, "%s", e.said);
    ck_assert_msg(died_of(&e, SIGABRT), "%s", e.said);
}
END_TEST

// ---- others -------------------------------------------------------------------------------------

static void *const nowhere = (void *)(uintptr_t)8;

static void stumble(void *arg)
{
    *(volatile char *)arg = 1;
    pawl_waitgroup_done(&wg);
}

static void stumble_nowhere(void)
{
    go_and_wait(NULL, stumble, nowhere);
}

static struct pawl_g *idle;

static void remember(void *arg)
{
    (void)arg;
    idle = pawl_g_self_();
    pawl_waitgroup_done(&wg);
}

// A pointer that leads into somebody's guard is no overflow of that.
static void stumble_into_a_guard(void)
{
    go_and_wait(&(struct pawl_go_attr){.stack_size = (size_t)1 << 20}, remember, NULL);
    while (idle->state != PAWL_G_IDLE)
        pawl_go_sleep(PAWL_MILLISECOND);
    go_and_wait(NULL, stumble, (char *)idle->low - 1);
}

static void be_sent(void)
{
    go_and_wait(NULL, quick, NULL);
    kill(getpid(), SIGSEGV);
    pause();
}

START_TEST(other_faults_kill_as_ever)
{
    static void (*const runs[])(void) = {stumble_nowhere, stumble_into_a_guard, be_sent};
    struct ending e = child_run(runs[_i]);
    ck_assert_msg(died_of(&e, SIGSEGV), "%#x %s", (unsigned)e.status, e.said);
    ck_assert_msg(strstr(e.said, "fatal error") == NULL, "%s", e.said);
}
END_TEST

static void ignore_what_is_sent(void)
{
    signal(SIGSEGV, SIG_IGN);
    go_and_wait(NULL, quick, NULL);
    kill(getpid(), SIGSEGV);
    kill(getpid(), SIGSEGV);
}

START_TEST(what_is_sent_and_ignored_does_nothing)
{
    struct ending e = child_run(ignore_what_is_sent);
    ck_assert_msg(WIFEXITED(e.status) && strstr(e.said, "test completed"), "%s", e.said);
}
END_TEST

// ---- handlers that were there before ------------------------------------------------------------

static char *page;
static volatile sig_atomic_t calls;

static void map_page(void)
{
    page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static bool is_blocked(int sig)
{
    sigset_t now;
    pthread_sigmask(SIG_SETMASK, NULL, &now);
    return sigismember(&now, sig);
}

// Mends it: the instruction succeeds when it is tried again.
static void mend(int sig, siginfo_t *info, void *context)
{
    if (sig != SIGSEGV || info->si_addr != page || context == NULL)
        _exit(3);
    // ThreadSanitizer blocks all.
    if (!is_blocked(SIGSEGV) || !is_blocked(SIGUSR1) || is_blocked(SIGUSR2) != UNDER_TSAN)
        _exit(4);
    calls++;
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
}

static void install(struct sigaction *action)
{
    map_page();
    sigemptyset(&action->sa_mask);
    sigaddset(&action->sa_mask, SIGUSR1);
    sigaction(SIGSEGV, action, NULL);
}

static void be_mended(void)
{
    install(&(struct sigaction){.sa_sigaction = mend, .sa_flags = SA_SIGINFO});
    for (int i = 1; i <= 3; i++) {
        mprotect(page, 4096, PROT_NONE);
        go_and_wait(NULL, stumble, page);
        if (calls != i)
            _exit(5);
    }
}

static void mend_simply(int sig)
{
    if (sig != SIGSEGV || is_blocked(SIGSEGV) || !is_blocked(SIGUSR1))
        _exit(4);
    calls++;
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
}

// Then the second one finds no handler any more.
static void be_mended_once(void)
{
    install(
        &(struct sigaction){.sa_handler = mend_simply, .sa_flags = (int)SA_RESETHAND | SA_NODEFER});
    go_and_wait(NULL, stumble, page);
    dprintf(STDOUT_FILENO, "mended %d\n", (int)calls);
    mprotect(page, 4096, PROT_NONE);
    go_and_wait(NULL, stumble, page);
}

static void later_one(int sig)
{
    static const char text[] = "the later one\n";
    ssize_t n = write(STDOUT_FILENO, text, sizeof text - 1);
    _exit(sig == SIGSEGV && n > 0 ? 7 : 6);
}

static void a_later_one_wins(void)
{
    go_and_wait(NULL, quick, NULL);
    struct sigaction action = {.sa_handler = later_one, .sa_flags = SA_ONSTACK};
    sigaction(SIGSEGV, &action, NULL);
    go_and_wait(NULL, fall, NULL);
}

START_TEST(a_handler_that_was_there_is_called)
{
    struct ending e = child_run(be_mended);
    ck_assert_msg(WIFEXITED(e.status) && WEXITSTATUS(e.status) == 0, "%#x %s", (unsigned)e.status,
                  e.said);
}
END_TEST

START_TEST(once_if_it_wanted_to_be)
{
    struct ending e = child_run(be_mended_once);
    ck_assert_msg(strstr(e.said, "mended 1\n") && died_of(&e, SIGSEGV), "%#x %s",
                  (unsigned)e.status, e.said);
}
END_TEST

START_TEST(a_handler_that_comes_later_wins)
{
    struct ending e = child_run(a_later_one_wins);
    ck_assert_msg(WIFEXITED(e.status) && WEXITSTATUS(e.status) == 7, "%#x %s", (unsigned)e.status,
                  e.said);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {overflow_names_the_goroutine, 4},
        {other_faults_kill_as_ever, 3},
        {what_is_sent_and_ignored_does_nothing, 1},
        {a_handler_that_was_there_is_called, 1},
        {once_if_it_wanted_to_be, 1},
        {a_handler_that_comes_later_wins, 1},
    };
    return suite_run("overflow", tests, TEST_COUNT(tests));
}
