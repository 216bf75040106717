// machine.c - coroutines in an arena: run one step, save, restore, hash.
// SPDX-License-Identifier: MIT
#include "sim/machine.h"

#include "sim/core.h"
#include "sim/events.h"

#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#define DATA_SIZE (8 * 1024)
#define STACK_SIZE (16 * 1024)
#define SCRUB 2048 // bytes below a stack pointer that are zeroed before the thread goes on

static struct {
    _Alignas(4096) struct sim_core core;
    _Alignas(128) char data[DATA_SIZE];
    _Alignas(4096) char stacks[SIM_MAX_THREADS][STACK_SIZE];
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
    return (const char *)&arena <= at && at < (const char *)(&arena + 1);
}

static char *stack_top(int thread)
{
    return arena.stacks[thread] + STACK_SIZE;
}

// The stack pointer of the caller's frame: all that is live lies above it.
__attribute__((__always_inline__)) static inline char *stack_pointer(void)
{
    char *sp;
#if defined(__x86_64__)
    __asm__ volatile("mov %%rsp, %0" : "=r"(sp));
#elif defined(__aarch64__)
    __asm__ volatile("mov %0, sp" : "=r"(sp));
#else
    sp = (char *)__builtin_frame_address(0) - 512; // too low is slow, not wrong
#endif
    return sp;
}

__attribute__((__noinline__)) unsigned sim_stop(struct sim_op op)
{
    if (current < 0 || in_section)
        return 0;
    struct sim_thread *t = &arena.core.threads[current];
    t->op = op;
    t->sp = stack_pointer();
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
    t->sp = stack_top(current);
    _longjmp(scheduler, 1);
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
}

// Runs a new thread up to its first stop, which no other thread can notice.
static void start(int thread)
{
    static ucontext_t context, unused;
    current = thread;
    getcontext(&context);
    context.uc_stack.ss_sp = arena.stacks[thread];
    context.uc_stack.ss_size = STACK_SIZE;
    makecontext(&context, thread_main, 0);
    if (_setjmp(scheduler) == 0)
        swapcontext(&unused, &context);
    current = -1;
}

void sim_reset(const struct sim_client *client)
{
    memset(&arena, 0, sizeof arena);
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
}

void sim_apply(struct sim_choice choice)
{
    struct sim_thread *t = &arena.core.threads[choice.thread];
    t->alt = choice.alt;
    sim_new_step();
    // What was left on the stack by earlier calls must not make equal states look different.
    memset(t->sp - SCRUB, 0, SCRUB - 128);
    current = choice.thread;
    if (_setjmp(scheduler) == 0)
        _longjmp(t->at, 1);
    in_section = false;
    current = -1;
}

int sim_threads(void)
{
    return arena.core.nthreads;
}

bool sim_all_done(void)
{
    for (int i = 0; i < arena.core.nthreads; i++)
        if (!arena.core.threads[i].done)
            return false;
    return true;
}

// ---- states -------------------------------------------------------------------------------------

static size_t shared_size(void)
{
    size_t core = (size_t)(arena.data - (char *)&arena);
    return core + arena.core.used;
}

static size_t live_size(int thread)
{
    return (size_t)(stack_top(thread) - arena.core.threads[thread].sp);
}

size_t sim_save(void *out)
{
    char *p = out;
    size_t size = shared_size();
    if (p)
        memcpy(p, &arena, size);
    for (int i = 0; i < arena.core.nthreads; i++) {
        if (p)
            memcpy(p + size, arena.core.threads[i].sp, live_size(i));
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
    for (int i = 0; i < arena.core.nthreads; i++) {
        memcpy(arena.core.threads[i].sp, p + size, live_size(i));
        size += live_size(i);
    }
    failure = NULL;
}

// 64 bits of a multiply-and-fold hash: with 10^7 states, two different ones meet with a
// probability of 3 in a million.
static uint64_t hash_bytes(uint64_t h, const void *data, size_t size)
{
    const char *p = data;
    for (; size >= 8; p += 8, size -= 8) {
        uint64_t x;
        memcpy(&x, p, 8);
        h = (h ^ x) * UINT64_C(0x9fb21c651e98df25);
        h ^= h >> 32;
    }
    uint64_t rest = size;
    memcpy(&rest, p, size);
    h = (h ^ rest) * UINT64_C(0xd6e8feb86659fd93);
    return h ^ (h >> 32);
}

uint64_t sim_state_hash(void)
{
    uint64_t h = hash_bytes(1, &arena, shared_size());
    for (int i = 0; i < arena.core.nthreads; i++)
        h = hash_bytes(h, arena.core.threads[i].sp, live_size(i));
    return h;
}
