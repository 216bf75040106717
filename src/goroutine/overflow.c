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

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

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

// By kill or the like: no instruction is at fault, and none will be tried again.
static bool was_sent(const siginfo_t *info)
{
    return info->si_code <= 0;
}

// As the kernel would have called it, or nearly: on this stack, which it may not have asked for.
static void call(struct sigaction *old, int sig, siginfo_t *info, void *context)
{
    struct sigaction action = *old;
    if (action.sa_flags & SA_RESETHAND)
        *old = (struct sigaction){.sa_handler = SIG_DFL};
    // Whoever leaves the handler restores the mask: sigreturn, siglongjmp.
    pthread_sigmask(SIG_BLOCK, &action.sa_mask, NULL);
    if (action.sa_flags & SA_NODEFER) {
        sigemptyset(&action.sa_mask);
        sigaddset(&action.sa_mask, sig);
        pthread_sigmask(SIG_UNBLOCK, &action.sa_mask, NULL);
    }
    if (action.sa_flags & SA_SIGINFO)
        action.sa_sigaction(sig, info, context);
    else
        action.sa_handler(sig);
}

static void pass_on(int sig, siginfo_t *info, void *context)
{
    struct sigaction *old = &before[sig == SIGSEGV ? 0 : 1];
    if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN) {
        call(old, sig, info, context);
        return;
    }
    if (old->sa_handler == SIG_IGN && was_sent(info))
        return;
    // The process ends as it would have: the instruction is tried again, when this returns.
    signal(sig, SIG_DFL);
    if (was_sent(info))
        raise(sig);
}

static void see(int sig, siginfo_t *info, void *context)
{
    bool in_guard = false;
    if (!was_sent(info)) {
        const struct pawl_g *g = pawl_stack_at_((uintptr_t)info->si_addr, &in_guard);
        // A pointer that is wrong may lead into the guard of one that does not run.
        if (g && in_guard && g->state == PAWL_G_RUNNING)
            say(g);
    }
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
