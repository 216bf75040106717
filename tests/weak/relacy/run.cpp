// run.cpp - one client, one search, in a process of its own.
// SPDX-License-Identifier: MIT
#include "weak.h"

#include "run.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

namespace park
{
#include "clients/park.c"
}
namespace sema
{
#include "clients/sema.c"
}
namespace mutex
{
#include "clients/mutex.c"
}
namespace freeing
{
#include "clients/free.c"
}
namespace forking
{
#include "clients/fork.c"
}
namespace rwmutex
{
#include "clients/rwmutex.c"
}
namespace joining
{
#include "clients/rwmutex_join.c"
}
namespace wide
{
#include "clients/rwmutex_wide.c"
}
namespace waitgroup
{
#include "clients/waitgroup.c"
}
namespace once
{
#include "clients/once.c"
}
namespace cond
{
#include "clients/cond.c"
}
namespace semaphore
{
#include "clients/semaphore.c"
}
namespace reentrant
{
#include "clients/reentrant.c"
}
namespace busted
{
#include "busted.c"
}

static const struct weak_client *const families[] = {
    park::weak_clients,      sema::weak_clients,    mutex::weak_clients,   freeing::weak_clients,
    forking::weak_clients,   rwmutex::weak_clients, joining::weak_clients, wide::weak_clients,
    waitgroup::weak_clients, once::weak_clients,    cond::weak_clients,    semaphore::weak_clients,
    reentrant::weak_clients,
};

struct weak_report *weak_report;
struct weak_weakening weak_chosen;

// Only ends what hangs. An execution has some hundred steps.
enum { SECONDS = 3600, MAX_STEPS = 10000 };

static const struct weak_client *client;

template <int threads> struct suite : rl::test_suite<suite<threads>, threads> {
    void before()
    {
        weak_boot();
        client->setup(client);
    }

    void thread(unsigned index)
    {
        client->thread(client, (int)index);
    }

    void after()
    {
        client->finish(client);
        weak_halt();
    }
};

template <int threads> static void search(rl::test_params &p, bool trace)
{
    typedef suite<threads> test;
    rl::ostringstream state;
    if (trace)
        rl::simulate<test>(p); // a second time with a history, if it fails
    else if (p.search_type == rl::sched_random)
        rl::run_test<test, rl::random_scheduler<threads>>(p, state, false);
    else
        rl::run_test<test, rl::context_bound_scheduler<threads>>(p, state, false);
}

static void child(const struct weak_run *run)
{
    static std::ostream nowhere(NULL);
    alarm(SECONDS);
    client = run->client;
    weak_chosen = run->w;
    rl::test_params p;
    p.search_type = run->bound > 0 ? rl::sched_bound : rl::sched_random;
    p.context_bound = run->bound;
    p.iteration_count = run->last;
    p.execution_depth_limit = MAX_STEPS;
    p.progress_stream = &nowhere;
    if (!run->trace)
        p.output_stream = &nowhere;
    if (run->bound == 0)
        p.initial_state = rl::string(std::to_string(run->first).c_str());
    if (client->threads == 2)
        search<2>(p, run->trace);
    else
        search<3>(p, run->trace);
    weak_report->result = p.test_result;
    weak_report->executions = p.stop_iteration - (run->bound > 0 ? 0 : run->first - 1);
    weak_report->ended = true;
}

const char *weak_explore(const struct weak_run *run, struct weak_report *report)
{
    weak_report = (struct weak_report *)mmap(NULL, sizeof *weak_report, PROT_READ | PROT_WRITE,
                                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (weak_report == MAP_FAILED)
        return "no memory";
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        child(run);
        std::cout.flush();
        _exit(0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    *report = *weak_report;
    munmap(weak_report, sizeof *weak_report);
    if (!report->ended)
        return pid < 0 ? "cannot fork" : "CRASH";
    if (report->result == rl::test_result_success)
        return NULL;
    return rl::test_result_str((rl::test_result_e)report->result);
}

const struct weak_client *weak_client_at(int n)
{
    for (const struct weak_client *family : families)
        for (const struct weak_client *c = family; c->name; c++)
            if (n-- == 0)
                return c;
    return NULL;
}

const struct weak_client *weak_busted_client(void)
{
    return busted::weak_clients;
}
