// child.h - running something that is expected to end its process.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_CHILD_H
#define PAWL_TESTS_CHILD_H

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct ending {
    int status;      // as from waitpid
    char said[8192]; // what it wrote to stdout and stderr
};

// The child's whole life. A surviving one says so, as in Go's TestMutexMisuse, and exits with 0.
static inline void child_life(void (*run)(void), int out)
{
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    alarm(20); // who hangs is no survivor, and must not hang the test
    run();
    static const char survived[] = "test completed\n";
    ssize_t n = write(STDOUT_FILENO, survived, sizeof survived - 1);
    _exit(n < 0);
}

static inline void read_all(int in, char *text, size_t size)
{
    size_t len = 0;
    while (len < size - 1) {
        ssize_t n = read(in, text + len, size - 1 - len);
        if (n == 0 || (n < 0 && errno != EINTR))
            break;
        len += n > 0 ? (size_t)n : 0;
    }
    text[len] = '\0';
}

// child_run runs run() in a forked child and returns how it ended and what it said.
static inline struct ending child_run(void (*run)(void))
{
    struct ending e = {.status = 0, .said = ""};
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0)
        child_life(run, ends[1]);
    close(ends[1]);
    read_all(ends[0], e.said, sizeof e.said);
    close(ends[0]);
    while (waitpid(pid, &e.status, 0) < 0 && errno == EINTR) {
    }
    return e;
}

// expect_fatal demands that run() dies of SIGABRT, having said "fatal error: " text on one line.
static inline void expect_fatal(const char *name, void (*run)(void), const char *text)
{
    struct ending e = child_run(run);
    char line[256] = "fatal error: ";
    strncat(line, text, sizeof line - strlen(line) - 2);
    strcat(line, "\n");
    const char *found = strstr(e.said, line);
    ck_assert_msg(found != NULL && (found == e.said || found[-1] == '\n'),
                  "%s: no line \"%s\" in:\n%s", name, line, e.said);
    ck_assert_msg(strstr(found + 1, "fatal error: ") == NULL, "%s: said twice:\n%s", name, e.said);
    ck_assert_msg(WIFSIGNALED(e.status) && WTERMSIG(e.status) == SIGABRT,
                  "%s: ended with status %#x, not SIGABRT:\n%s", name, (unsigned)e.status, e.said);
}

#endif
