// team.h - members of a team that are goroutines. For threads.h.
// SPDX-License-Identifier: MIT
//
// PAWL_TEST_AGENTS=goroutines: goroutines take the place of threads; =both: of each second one.
// tests/goroutine/CMakeLists.txt runs programs so that do not ask for threads as such.
#ifndef PAWL_TESTS_TEAM_H
#define PAWL_TESTS_TEAM_H

#include <pawl/go.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct team_member {
    void *(*run)(void *);
    void *arg;
    atomic_int *running;
};

static inline bool team_is_all_threads(void)
{
    return getenv("PAWL_TEST_AGENTS") == NULL;
}

// Across teams, as many are teams of one.
static inline bool team_next_is_goroutine_(void)
{
    static unsigned turn;
    const char *agents = getenv("PAWL_TEST_AGENTS");
    return agents && (strcmp(agents, "goroutines") == 0 || turn++ % 2 == 0);
}

static inline void team_member_(void *arg)
{
    struct team_member member = *(struct team_member *)arg;
    free(arg);
    member.run(member.arg);
    atomic_fetch_sub(member.running, 1);
}

// Counts it in *running, which is made by the first one.
static inline void team_go_(atomic_int **running, void *(*run)(void *), void *arg)
{
    if (*running == NULL)
        *running = calloc(1, sizeof **running);
    atomic_fetch_add(*running, 1);
    struct team_member *member = malloc(sizeof *member);
    *member = (struct team_member){run, arg, *running};
    pawl_go(team_member_, member);
}

static inline void team_go_join_(atomic_int **running)
{
    while (*running && atomic_load(*running) != 0)
        pawl_go_sleep(20000);
    free(*running);
    *running = NULL;
}

// Reports whether the caller is a goroutine, and has slept.
static inline bool team_sleep_(long ns)
{
    if (pawl_go_self() == 0)
        return false;
    pawl_go_sleep(ns);
    return true;
}

#endif
