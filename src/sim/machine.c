// machine.c - coroutines in an arena: run one step, save, restore, hash.
// SPDX-License-Identifier: MIT
#include "sim/machine.h"

#include "sim/core.h"
#include "sim/events.h"

#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#define DATA_SIZE (8 * 1024)
#define SCRUB 2048 // bytes below a stack pointer that are zeroed before the thread goes on

static struct {
    _Alignas(4096) struct sim_core core;
    _Alignas(128) char data[DATA_SIZE];
    _Alignas(SIM_STACK_SIZE) char stacks[SIM_STACKS][SIM_STACK_SIZE];
} arena;

struct sim_core *const sim_core = &arena.core;
const struct sim_budget *sim_budget;

// Not part of the state: between two steps they always have the same value.
static int current = -1;
static bool in_section;
static const char *failure;
static jmp_buf scheduler;

int sim_self(void)
{
    return current;
}

struct sim_thread *sim_me(void)
{
    return current < 0 ? NULL : &arena.core.threads[current];
}

void sim_section_(bool inside)
{
    in_section = inside && current >= 0;
}

void sim_violation(const char *text)
{
    if (failure == NULL)
        failure = text;
    sim_story("", 0, "VIOLATION: %s", text);
    if (current >= 0)
        _longjmp(scheduler, 1);
}

const char *sim_failed(void)
{
    return failure;
}

void *sim_alloc(size_t size)
{
    size_t at = (arena.core.used + 127) & ~(size_t)127;
    if (at + size > DATA_SIZE)
        abort();
    arena.core.used = at + size;
    return arena.data + at;
}

void sim_free(const void *memory, size_t size)
{
    struct sim_core *c = &arena.core;
    for (int i = 0; i < c->nfreed; i++)
        if (c->freed[i].from == (uintptr_t)memory)
            sim_violation("memory was freed twice");
    struct sim_range r = {(uintptr_t)memory, (uintptr_t)memory + size};
    c->freed[c->nfreed++] = r;
    sim_story("", 0, "frees the object");
}

bool sim_is_shared(const void *p)
{
    const char *at = p;
    return ((const char *)&arena <= at && at < (const char *)(&arena + 1)) || sim_is_kept(p);
}

// ---- stacks -------------------------------------------------------------------------------------

char *sim_stack(int stack)
{
    return arena.stacks[stack];
}

static char *slot_end(int stack)
{
    return arena.stacks[stack] + SIM_STACK_SIZE;
}

char *sim_stack_top(int stack)
{
    return slot_end(stack) - (stack < SIM_MAX_THREADS ? 0 : arena.core.fiber_top);
}

void sim_scrub(int stack, size_t spare)
{
    memset(arena.core.sp[stack] - SCRUB, 0, SCRUB - spare);
}

__attribute__((__noinline__)) unsigned sim_stop(struct sim_op op)
{
    if (current < 0 || in_section)
        return 0;
    struct sim_thread *t = &arena.core.threads[current];
    t->op = op;
    arena.core.sp[t->stack] = sim_stack_pointer();
    if (_setjmp(t->at) == 0)
        _longjmp(scheduler, 1);
    memset(&t->op, 0, sizeof t->op);
    if (t->alt == SIM_CANCELLED)
        sim_cancelled();
    return t->alt;
}

// ---- starting -----------------------------------------------------------------------------------

static struct {
    void (*body)(void *arg);
    void *arg;
} bodies[SIM_MAX_THREADS];

_Noreturn void sim_end_thread(void)
{
    struct sim_thread *t = &arena.core.threads[current];
    sim_story("", 0, "done");
    memset(t, 0, sizeof *t);
    t->done = true;
    t->stack = current;
    arena.core.sp[current] = sim_stack_top(current);
    _longjmp(scheduler, 1);
}

void sim_begin_on(int stack, void (*body)(void))
{
    static ucontext_t context, unused;
    getcontext(&context);
    context.uc_stack.ss_sp = arena.stacks[stack];
    context.uc_stack.ss_size = (size_t)(sim_stack_top(stack) - arena.stacks[stack]);
    makecontext(&context, body, 0);
    swapcontext(&unused, &context);
}

static void thread_main(void)
{
    bodies[current].body(bodies[current].arg);
    sim_end_thread();
}

void sim_spawn(void (*body)(void *arg), void *arg)
{
    int i = arena.core.nthreads++;
    bodies[i].body = body;
    bodies[i].arg = arg;
    struct sim_thread *t = &arena.core.threads[i];
    t->spurious = sim_budget->spurious;
    t->eintr = sim_budget->eintr;
    t->weak = sim_budget->weak;
    t->stack = i;
    arena.core.sp[i] = sim_stack_top(i);
}

void sim_serve(void (*body)(void *arg), void *arg)
{
    sim_spawn(body, arg);
    arena.core.threads[arena.core.nthreads - 1].servant = true;
}

// Runs a new thread up to its first stop, which no other thread can notice.
static void start(int thread)
{
    current = thread;
    if (_setjmp(scheduler) == 0)
        sim_begin_on(thread, thread_main);
    current = -1;
}

static void (*settle)(void);

static void end_step(void)
{
    in_section = false;
    current = -1;
    if (settle)
        settle();
    sim_copy_kept();
}

void sim_reset(const struct sim_client *client)
{
    memset(&arena, 0, sizeof arena);
    sim_forget_kept();
    sim_forget_names();
    sim_forget_monitors();
    failure = NULL;
    current = -1;
    in_section = false;
    sim_budget = &client->budget;
    sim_new_process();
    client->setup(client);
    for (int i = 0; i < arena.core.nthreads; i++)
        start(i);
    settle = client->settle;
    end_step();
}

void sim_apply(struct sim_choice choice)
{
    struct sim_thread *t = &arena.core.threads[choice.thread];
    t->alt = choice.alt;
    sim_new_step();
    sim_scrub(t->stack, 128);
    current = choice.thread;
    if (_setjmp(scheduler) == 0)
        _longjmp(t->at, 1);
    end_step();
}

int sim_threads(void)
{
    return arena.core.nthreads;
}

bool sim_all_done(void)
{
    for (int i = 0; i < arena.core.nthreads; i++)
        if (!arena.core.threads[i].done && !arena.core.threads[i].servant)
            return false;
    return true;
}

// ---- states -------------------------------------------------------------------------------------

static size_t shared_size(void)
{
    size_t core = (size_t)(arena.data - (char *)&arena);
    return core + arena.core.used;
}

static size_t live_size(int stack)
{
    return (size_t)(slot_end(stack) - arena.core.sp[stack]);
}

// The next stack in use; SIM_STACKS: there is none.
static int next_stack(int stack)
{
    stack++;
    if (stack == arena.core.nthreads)
        stack = SIM_MAX_THREADS;
    return stack < SIM_MAX_THREADS + arena.core.nfibers ? stack : SIM_STACKS;
}

size_t sim_save(void *out)
{
    char *p = out;
    size_t size = shared_size();
    if (p)
        memcpy(p, &arena, size);
    for (int i = 0; i < SIM_STACKS; i = next_stack(i)) {
        if (p)
            memcpy(p + size, arena.core.sp[i], live_size(i));
        size += live_size(i);
    }
    return size;
}

void sim_restore(const void *saved)
{
    const char *p = saved;
    memcpy(&arena.core, p, sizeof arena.core); // to know the other sizes
    size_t size = shared_size();
    memcpy(&arena, p, size);
    for (int i = 0; i < SIM_STACKS; i = next_stack(i)) {
        memcpy(arena.core.sp[i], p + size, live_size(i));
        size += live_size(i);
    }
    sim_restore_kept();
    failure = NULL;
}

uint64_t sim_state_hash(void)
{
    uint64_t h = sim_hash(1, &arena, shared_size());
    for (int i = 0; i < SIM_STACKS; i = next_stack(i))
        h = sim_hash(h, arena.core.sp[i], live_size(i));
    return h;
}
