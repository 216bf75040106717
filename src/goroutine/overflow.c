// overflow.c - last words of a goroutine whose stack is full.
// SPDX-License-Identifier: MIT
//
// A handler for SIGSEGV and SIGBUS looks whether the address lies in the guard of a stack. Anything
// else goes on to who had the signal before. It runs on a stack of the thread's, as there is no
// room where the error happened.
#include "goroutine/g.h"
#include "goroutine/text.h"

#include "base/fatal.h"

#include <pthread.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#define SIGNAL_STACK ((size_t)64 << 10)

static const int signals[] = {SIGSEGV, SIGBUS};
static struct sigaction before[2];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void say(const struct pawl_g *g)
{
    struct pawl_text t = {.n = 0};
    pawl_text_add_(&t, "stack overflow in ");
    pawl_text_goroutine_(&t, g);
    pawl_text_add_(&t, ", which has ");
    pawl_text_number_(&t, (uint64_t)(PAWL_STACK_SMALLEST >> 10) << g->class_);
    pawl_text_add_(&t, " KiB");
    pawl_fatal_(t.s, NULL);
}

static void pass_on(int sig, siginfo_t *info, void *context)
{
    const struct sigaction *old = &before[sig == SIGSEGV ? 0 : 1];
    if (old->sa_flags & SA_SIGINFO)
        old->sa_sigaction(sig, info, context);
    else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN)
        old->sa_handler(sig);
    else // the instruction is tried again, and the process ends as it would have
        signal(sig, SIG_DFL);
}

static void see(int sig, siginfo_t *info, void *context)
{
    bool in_guard = false;
    const struct pawl_g *g = pawl_stack_at_((uintptr_t)info->si_addr, &in_guard);
    if (g && in_guard)
        say(g);
    pass_on(sig, info, context);
}

static void install(void)
{
    struct sigaction action = {.sa_sigaction = see, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < 2; i++)
        sigaction(signals[i], &action, &before[i]);
}

static void give_signal_stack(void)
{
    stack_t stack;
    if (sigaltstack(NULL, &stack) != 0 || (stack.ss_flags & SS_DISABLE) == 0)
        return;
    // With the registers of some CPUs a signal's frame alone has 12 KB.
    size_t size = SIGNAL_STACK + getauxval(AT_MINSIGSTKSZ);
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return;
    stack = (stack_t){.ss_sp = p, .ss_size = size};
    sigaltstack(&stack, NULL);
}

void pawl_stack_watch_overflow_(void)
{
    pthread_once(&once, install);
    give_signal_stack();
}
