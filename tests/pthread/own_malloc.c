// own_malloc.c - a test of a program whose malloc waits for locks: threads meet in it, and forks
// happen between its prepare and child handlers, as with jemalloc.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

#include <sys/wait.h>

// Of the C library, too: else it would keep its own.
#define OF_ALL __attribute__((__visibility__("default")))

enum { CLASSES = 12, SMALLEST = 32 }; // sizes of blocks: 32, 64, …
enum { THREADS = 4, ROUNDS = 4000, KEPT = 16 };

// The number of its size lies before a block; a free one knows the next.
struct block {
    size_t number;
    struct block *next;
};

static _Alignas(16) char heap[32 << 20];
static size_t used;
static struct block *free_blocks[CLASSES];
static pthread_mutex_t mu = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
static atomic_int came_back;
static _Thread_local bool inside __attribute__((__tls_model__("initial-exec")));

static void enter(void)
{
    inside = true;
    pthread_mutex_lock(&mu);
}

static void leave(void)
{
    pthread_mutex_unlock(&mu);
    inside = false;
}

static size_t size_of(size_t number)
{
    return (size_t)SMALLEST << number;
}

static struct block *take(size_t number)
{
    struct block *b = free_blocks[number];
    if (b != NULL) {
        free_blocks[number] = b->next;
        return b;
    }
    size_t size = size_of(number) + 16;
    if (sizeof heap - used < size)
        return NULL;
    b = (struct block *)(void *)(heap + used);
    used += size;
    b->number = number;
    return b;
}

// Not inlined: of a malloc that it knows the compiler makes calloc, if memset comes after it.
__attribute__((__noinline__)) static void *allocate(size_t size)
{
    size_t number = 0;
    while (number < CLASSES && size_of(number) < size)
        number++;
    if (inside)
        came_back++;
    if (inside || number == CLASSES)
        return NULL;
    enter();
    struct block *b = take(number);
    leave();
    return b == NULL ? NULL : (char *)b + 16;
}

OF_ALL void *malloc(size_t size)
{
    return allocate(size);
}

// Not inlined: the compiler warns of what lies before a block.
__attribute__((__noinline__)) static struct block *block_of(void *memory)
{
    return (struct block *)(void *)((char *)memory - 16);
}

OF_ALL void free(void *memory)
{
    if (memory == NULL)
        return;
    struct block *b = block_of(memory);
    enter();
    b->next = free_blocks[b->number];
    free_blocks[b->number] = b;
    leave();
}

OF_ALL void *calloc(size_t n, size_t size)
{
    void *memory = allocate(n * size);
    return memory == NULL ? NULL : memset(memory, 0, n * size);
}

OF_ALL void *realloc(void *memory, size_t size)
{
    void *bigger = allocate(size);
    if (memory != NULL && bigger != NULL) {
        size_t old = size_of(block_of(memory)->number);
        memcpy(bigger, memory, old < size ? old : size);
        free(memory);
    }
    return bigger;
}

// -------------------------------------------------------------------------------------------------

static void *use(void *arg)
{
    unsigned seed = (unsigned)gettid() | 1;
    unsigned char *kept[KEPT] = {NULL};
    for (int i = 0; i < ROUNDS; i++) {
        unsigned char **place = &kept[random_next(&seed) % KEPT];
        SHOULD(*place == NULL || **place == (unsigned char)(uintptr_t)place);
        free(*place);
        *place = malloc(random_next(&seed) % 500 + 1);
        SHOULD(*place != NULL);
        **place = (unsigned char)(uintptr_t)place;
    }
    for (int i = 0; i < KEPT; i++)
        free(kept[i]);
    return arg;
}

START_TEST(threads_meet_in_it)
{
    team_run(THREADS, use, NULL);
    NOTHING_WRONG();
    ck_assert_int_eq(came_back, 0);
}
END_TEST

static void life_of_child(void)
{
    team_run(2, use, NULL);
    _exit(wrong_line == 0 && came_back == 0 ? 0 : 1);
}

START_TEST(forks_meet_in_it)
{
    WORKS(pthread_atfork(enter, leave, leave));
    struct team team = team_start(THREADS, use, NULL);
    for (int i = 0; i < 20; i++) {
        pid_t child = fork();
        if (child == 0)
            life_of_child();
        int status;
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert_int_eq(status, 0);
    }
    team_join(&team);
    NOTHING_WRONG();
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{threads_meet_in_it, 1}, {forks_meet_in_it, 1}};
    return suite_run("own_malloc", tests, TEST_COUNT(tests));
}
