// other_stacks.c - a test of locks that are waited for on stacks which the program chose: of signal
// handlers and of fibers, with nothing mapped around them.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

#include <alloca.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#define NOINLINE __attribute__((__noinline__))
enum { STACK = 128 << 10, NOTHING = 2 << 20, FRAME = 300000, ROUNDS = 8 };

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static sem_t wanted, held;
static atomic_int waiter;

// The owner lets it go when the waiter sleeps.
static void *own(void *arg)
{
    for (;;) {
        SHOULD(sem_wait(&wanted) == 0);
        SHOULD(pthread_mutex_lock(&mu) == 0);
        sem_post(&held);
        WAIT_FOR(thread_state(waiter) == 'S');
        SHOULD(pthread_mutex_unlock(&mu) == 0);
    }
    return arg;
}

NOINLINE static int wait_for_it(void)
{
    sem_post(&wanted);
    while (sem_wait(&held) != 0)
        continue;
    int err = pthread_mutex_lock(&mu);
    return err != 0 ? err : pthread_mutex_unlock(&mu);
}

// With a frame of varying size: who knows stacks by heart is far above this one with the largest.
NOINLINE static int wait_deep(size_t size)
{
    volatile char *frame = alloca(size);
    frame[0] = 1;
    int err = wait_for_it();
    return frame[0] == 1 ? err : -1;
}

static char *new_stack(void)
{
    char *p = mmap(NULL, 2 * NOTHING + STACK, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    SHOULD(p != MAP_FAILED);
    SHOULD(mprotect(p + NOTHING, STACK, PROT_READ | PROT_WRITE) == 0);
    return p + NOTHING;
}

// ---- the stack of signal handlers ---------------------------------------------------------------

static void handle(int number)
{
    (void)number;
    for (int i = 0; i < ROUNDS; i++)
        SHOULD(wait_deep(100) == 0);
}

static void on_signal_stack(void)
{
    stack_t stack = {.ss_sp = new_stack(), .ss_size = STACK};
    SHOULD(sigaltstack(&stack, NULL) == 0);
    struct sigaction action = {.sa_flags = SA_ONSTACK};
    action.sa_handler = handle;
    SHOULD(sigaction(SIGUSR1, &action, NULL) == 0);
    SHOULD(raise(SIGUSR1) == 0);
}

// ---- the stack of a fiber -----------------------------------------------------------------------

static ucontext_t thread, fiber;

static void fiber_life(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        SHOULD(wait_deep(100) == 0);
        swapcontext(&fiber, &thread);
    }
}

static void on_fiber(void)
{
    getcontext(&fiber);
    fiber.uc_stack.ss_sp = new_stack();
    fiber.uc_stack.ss_size = STACK;
    fiber.uc_link = &thread;
    makecontext(&fiber, fiber_life, 0);
    for (int i = 0; i < ROUNDS; i++) {
        swapcontext(&thread, &fiber);
        SHOULD(wait_deep(FRAME + (size_t)i * 64) == 0);
    }
}

// -------------------------------------------------------------------------------------------------

static void (*const ways[])(void) = {on_signal_stack, on_fiber};

static void *life(void *arg)
{
    waiter = gettid();
    for (int i = 0; i < 2; i++)
        SHOULD(wait_deep(FRAME) == 0);
    ways[*(int *)arg]();
    SHOULD(wait_deep(FRAME) == 0);
    return NULL;
}

START_TEST(waits_on_other_stacks)
{
    WORKS(sem_init(&wanted, 0, 0));
    WORKS(sem_init(&held, 0, 0));
    struct team owner = team_start(1, own, NULL);
    team_run(1, life, &_i);
    NOTHING_WRONG();
    free(owner.threads); // it waits to be wanted, and ends with the process
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{waits_on_other_stacks, 2}};
    return suite_run("other_stacks", tests, TEST_COUNT(tests));
}
