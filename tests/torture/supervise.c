// supervise.c - the process outside: stops and continues, watches the progress, says how it ended.
// SPDX-License-Identifier: MIT
#include "torture.h"

#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE (30 * PAWL_SECOND) // without any operation, it is taken to hang

#define EXIT_SKIPPED 77

static volatile sig_atomic_t end_signal; // by which somebody asked for the end; 0: nobody

// The first reason is the one that counts.
__attribute__((format(printf, 1, 0))) static bool set_reason(const char *format, va_list args)
{
    if (atomic_exchange(&torture->failed, true))
        return false;
    vsnprintf(torture->reason, sizeof torture->reason, format, args);
    return true;
}

__attribute__((format(printf, 1, 2))) static void reason(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set_reason(format, args);
    va_end(args);
}

void broken(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    bool first = set_reason(format, args);
    va_end(args);
    while (!first) // who was first ends the process
        pause();
    _exit(1);
}

// ---- while it runs ------------------------------------------------------------------------------

// Stops the whole process at whatever its threads are just doing.
static void freeze(pid_t pid, unsigned *seed)
{
    if ((atomic_load(&torture->troubles) & FREEZE) == 0 || kill(pid, SIGSTOP) != 0)
        return;
    sleep_ns(random_next(seed) % 10000000);
    kill(pid, SIGCONT);
    atomic_fetch_add(&torture->freezes, 1);
}

static bool gets_on(void)
{
    static unsigned long last;
    static int64_t since;
    unsigned long present = TOTAL(ops) + TOTAL(fails);
    if (present != last || since == 0) {
        last = present;
        since = pawl_now();
    }
    return pawl_now() - since < PATIENCE;
}

static void attend(pid_t pid)
{
    unsigned seed = torture->options.seed | 1;
    int status;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        sleep_ns(1000000 + random_next(&seed) % 20000000);
        freeze(pid, &seed);
        if (end_signal == 0 && gets_on())
            continue;
        if (end_signal == 0)
            reason("no operation for %d s", (int)(PATIENCE / PAWL_SECOND));
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        return;
    }
    if (WIFSIGNALED(status))
        reason("it died of signal %d, %s", WTERMSIG(status), strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != 0)
        reason("it ended with status %d", WEXITSTATUS(status));
}

// ---- last words ---------------------------------------------------------------------------------

// The first two words of each lock that is not at rest, and who was inside.
static void print_locks(void)
{
    for (int i = 0; i < LOCKS; i++) {
        struct station *s = &torture->stations[i];
        uint32_t words[2];
        memcpy(words, s->lock.bytes, sizeof words);
        if (words[0] != 0 || words[1] != 0 || s->left != s->right)
            printf("lock %d: words %#x %#x, owner %d, counters %lu %lu\n", i, words[0], words[1],
                   atomic_load(&s->owner), s->left, s->right);
    }
    for (int i = 0; i < torture->options.threads; i++) {
        static const char *const places[] = {"outside", "locking", "holding", "unlocking"};
        const struct worker *w = &torture->workers[i];
        printf("thread %d: %s, %lu operations\n", i + 1, places[w->place], atomic_load(&w->ops));
    }
}

// As the kernel's locktorture: ??? says that somebody got more than twice what another got.
static void print_shares(void)
{
    unsigned long max = 0, min = (unsigned long)-1;
    for (int i = 0; i < torture->options.threads; i++) {
        unsigned long ops = atomic_load(&torture->workers[i].ops);
        max = ops > max ? ops : max;
        min = ops < min ? ops : min;
    }
    printf(" max/min=%lu/%lu%s", max, min, max / 2 > min ? " ???" : "");
}

static void print_troubles(void)
{
    const char *separator = " troubles=";
    for (const struct trouble *t = troubles; t->name; t++) {
        if ((torture->options.profile->troubles & t->bit) == 0)
            continue;
        printf("%s%s", separator, t->name);
        separator = ",";
    }
}

static int cpus(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

// All parameters and all that was counted, on one line that explains itself wherever it is found.
static void print_verdict(const char *verdict, double seconds)
{
    const struct options *o = &torture->options;
    printf("torture: %s lock=%s profile=%s", verdict, o->lock->name, o->profile->name);
    print_troubles();
    printf(" threads=%d cpus=%d seconds=%.1f seed=%u operations=%lu", o->threads, cpus(), seconds,
           o->seed, TOTAL(ops));
    print_shares();
    printf(" fails=%lu births=%lu objects=%lu freezes=%lu signals=%lu", TOTAL(fails),
           atomic_load(&torture->births), atomic_load(&torture->objects),
           atomic_load(&torture->freezes), TOTAL(signals));
    printf(" boosts(fifo/idle)=%lu/%lu", atomic_load(&torture->fifos),
           atomic_load(&torture->idles));
    printf(" delays(outside/locking/holding/unlocking)=%lu/%lu/%lu/%lu", TOTAL(delays[OUTSIDE]),
           TOTAL(delays[LOCKING]), TOTAL(delays[HOLDING]), TOTAL(delays[UNLOCKING]));
    printf(" watched(waits/handoffs/starving)=%lu/%lu/%lu", TOTAL(waits), TOTAL(handoffs),
           TOTAL(starving));
    if (atomic_load(&torture->failed))
        printf(" reason=\"%s\"", torture->reason);
    printf("\n");
}

// ---- life ---------------------------------------------------------------------------------------

static void on_end(int number)
{
    end_signal = number;
}

// The control group is no file of a process, and must not stay when somebody presses Ctrl-C.
static void handle_ends(void (*handler)(int))
{
    static const int ends[] = {SIGINT, SIGTERM};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (signal(ends[i], handler) == SIG_IGN)
            signal(ends[i], SIG_IGN);
    }
}

_Noreturn static void live(bool quota)
{
    handle_ends(SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (quota)
        quota_enter();
    manager_run();
    exit(0);
}

int supervise(void)
{
    bool quota = (torture->options.profile->troubles & QUOTA) != 0;
    handle_ends(on_end);
    const char *why_not = quota ? quota_make() : NULL;
    if (why_not) {
        printf("torture: SKIPPED lock=%s profile=%s reason=\"%s\"\n", torture->options.lock->name,
               torture->options.profile->name, why_not);
        return EXIT_SKIPPED;
    }
    int64_t begin = pawl_now();
    pid_t pid = fork();
    if (pid == 0)
        live(quota);
    if (pid > 0)
        attend(pid);
    else
        reason("cannot fork: %s", strerror(errno));
    if (quota)
        quota_remove();
    if (end_signal != 0) {
        handle_ends(SIG_DFL);
        raise(end_signal);
    }
    bool failed = atomic_load(&torture->failed);
    if (failed)
        print_locks();
    print_verdict(failed ? "FAILURE" : "SUCCESS", (double)(pawl_now() - begin) / 1e9);
    return failed;
}
