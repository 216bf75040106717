// run_launch.h - starts a program as if pawl were not there, and waits for its end.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_LAUNCH_H
#define PAWL_TOOLS_RUN_LAUNCH_H

#include <stdint.h>
#include <sys/types.h>

struct run_launch {
    char *path; // the program's file
    char **arguments, **environment;
    int signal; // of the report while it runs; 0: none
    // Called when the signal comes.
    void (*report)(void *arg);
    // Called ten times a second, if it is not NULL.
    void (*tick)(void *arg);
    void *arg; // for both
    // What came of it.
    pid_t pid;
    int exec_error; // errno of execve; 0: it ran
    int status;     // of waitpid
    int64_t ended_unix_ns;
};

// run_launch starts the program and waits for its end. Signals that somebody sends to pawl are
// passed on; those of the terminal reach the program by themselves, and pawl outlives them.
// Returns 0, or an errno: there could be no process.
int run_launch(struct run_launch *l);

// run_end_like ends pawl as the program has ended: returns its exit code, or dies of its signal.
int run_end_like(int status);

#endif
