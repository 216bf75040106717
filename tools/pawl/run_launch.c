// run_launch.c - starts a program as if pawl were not there, and waits for its end.
// SPDX-License-Identifier: MIT
//
// pawl handles no signal: it blocks those of interest and fetches them one by one. So nothing
// interrupts a report, and what the program inherits needs to be changed in two respects only: the
// set of blocked signals, and those that pawl must not ignore.
#include "run_launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// What a process may be sent to end it or to make it do something.
static const int passed_on[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
enum { PASSED_ON = sizeof passed_on / sizeof passed_on[0] };

struct before {
    sigset_t blocked;
    struct sigaction child, report;
};

// An ignored SIGCHLD would make the system forget how the program ended, and an ignored signal for
// the report would never come.
static void take_signals(const struct run_launch *l, sigset_t *fetched, struct before *b)
{
    const struct sigaction normal = {.sa_handler = SIG_DFL};
    sigemptyset(fetched);
    sigaddset(fetched, SIGCHLD);
    for (int i = 0; i < PASSED_ON; i++)
        sigaddset(fetched, passed_on[i]);
    if (l->signal)
        sigaddset(fetched, l->signal);
    sigprocmask(SIG_BLOCK, fetched, &b->blocked);
    sigaction(SIGCHLD, &normal, &b->child);
    if (l->signal)
        sigaction(l->signal, &normal, &b->report);
}

static void give_signals_back(const struct run_launch *l, const struct before *b)
{
    sigaction(SIGCHLD, &b->child, NULL);
    if (l->signal)
        sigaction(l->signal, &b->report, NULL);
    sigprocmask(SIG_SETMASK, &b->blocked, NULL);
}

// A text file without #! is the shell's, for execve as for any shell.
static void become_program(const struct run_launch *l)
{
    static char shell[] = "/bin/sh";
    execve(l->path, l->arguments, l->environment);
    if (errno != ENOEXEC)
        return;
    size_t count = 0;
    while (l->arguments[count])
        count++;
    char **words = calloc(count + 2, sizeof *words);
    if (!words)
        return;
    words[0] = shell;
    words[1] = l->path;
    memcpy(words + 2, l->arguments + 1, (count - 1) * sizeof *words);
    execve(shell, words, l->environment);
}

// The pipe closes by itself when execve succeeds.
static void be_child(const struct run_launch *l, const struct before *b, int pipe_end)
{
    give_signals_back(l, b);
    become_program(l);
    int err = errno;
    ssize_t ignored = write(pipe_end, &err, sizeof err);
    (void)ignored;
    _exit(127);
}

static int exec_error(int pipe_end)
{
    int err = 0;
    ssize_t got;
    do
        got = read(pipe_end, &err, sizeof err);
    while (got < 0 && errno == EINTR);
    return got == sizeof err ? err : 0;
}

static bool has_ended(struct run_launch *l)
{
    pid_t pid;
    do
        pid = waitpid(l->pid, &l->status, WNOHANG);
    while (pid < 0 && errno == EINTR);
    return pid != 0;
}

// The terminal sends its signals to all of its foreground group, so to the program as well.
static bool is_from_somebody(const siginfo_t *info)
{
    return info->si_code <= 0;
}

// Returns the next signal; -1, with EAGAIN: it is time for a tick.
static int fetch(const struct run_launch *l, const sigset_t *fetched, siginfo_t *info)
{
    const struct timespec tick = {.tv_nsec = 100000000};
    return l->tick ? sigtimedwait(fetched, info, &tick) : sigwaitinfo(fetched, info);
}

static void wait_for_end(struct run_launch *l, const sigset_t *fetched)
{
    while (!has_ended(l)) {
        siginfo_t info;
        int signal = fetch(l, fetched, &info);
        if (signal < 0 && errno == EAGAIN)
            l->tick(l->arg);
        else if (signal > 0 && signal == l->signal)
            l->report(l->arg);
        else if (signal > 0 && signal != SIGCHLD && is_from_somebody(&info))
            kill(l->pid, signal);
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    l->ended_unix_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// What came before the end was meant for the program, which is gone.
static void forget_pending(const sigset_t *fetched)
{
    const struct timespec now = {0};
    while (sigtimedwait(fetched, NULL, &now) > 0)
        ;
}

int run_launch(struct run_launch *l)
{
    int ends[2];
    sigset_t fetched;
    struct before b;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    take_signals(l, &fetched, &b);
    l->pid = fork();
    if (l->pid == 0)
        be_child(l, &b, ends[1]);
    int err = l->pid < 0 ? errno : 0;
    close(ends[1]);
    if (!err) {
        l->exec_error = exec_error(ends[0]);
        wait_for_end(l, &fetched);
    }
    close(ends[0]);
    forget_pending(&fetched);
    give_signals_back(l, &b);
    return err;
}

int run_end_like(int status)
{
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    int number = WTERMSIG(status);
    const struct sigaction normal = {.sa_handler = SIG_DFL};
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, number);
    prctl(PR_SET_DUMPABLE, 0); // the program has dumped its core already
    sigaction(number, &normal, NULL);
    sigprocmask(SIG_UNBLOCK, &one, NULL);
    raise(number);
    return 128 + number;
}
