// checked.c - for gdb: a program that is being checked, with a record that says what is known. The
// record is made by hand, so that it is the same every time. argv[1]: its file.
// SPDX-License-Identifier: MIT
#include "gdb/wait.h"

#include <fcntl.h>
#include <pawl.h>
#include <pawl/check_record.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static pawl_mutex ledger;
static struct pawl_check_record *record;
static pthread_t first;

static uint32_t self_tid(void)
{
    return (uint32_t)syscall(SYS_gettid);
}

static struct pawl_check_thread *enter(unsigned number, const char *name)
{
    struct pawl_check_thread *t = &record->threads[number];
    *t = (struct pawl_check_thread){.tid = self_tid(), .number = number};
    t->handle = (uint64_t)pthread_self();
    strcpy(t->name, name);
    return t;
}

static void begin_wait(struct pawl_check_thread *t, uint32_t kind, uint64_t address, uint32_t stack)
{
    t->wait = (struct pawl_check_wait){.active = 1, .kind = kind, .address = address};
    t->wait.stack = stack;
    t->wait.since_ns = pawl_now() - 2500 * PAWL_MILLISECOND;
}

static void *wait_ledger(void *arg)
{
    first = pthread_self();
    begin_wait(enter(2, "clerk"), PAWL_KIND_MUTEX, (uint64_t)(uintptr_t)&ledger, 0);
    pawl_mutex_lock(&ledger);
    return arg;
}

static void *wait_end(void *arg)
{
    begin_wait(enter(3, "boss"), PAWL_CHECK_JOIN, (uint64_t)first, 0);
    pthread_join(first, NULL);
    return arg;
}

__attribute__((__noinline__)) static void take(void)
{
    struct pawl_record_stack *s = &record->head.stacks[1];
    s->frames[0] = (uint64_t)(uintptr_t)__builtin_return_address(0); // of no module: as it is
    s->depth = s->ready = 1;
    pawl_mutex_lock(&ledger);
}

static void make_record(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || ftruncate(fd, sizeof *record) != 0)
        abort();
    record = mmap(NULL, sizeof *record, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (record == MAP_FAILED)
        abort();
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    memcpy(record->head.magic, PAWL_CHECK_MAGIC, sizeof record->head.magic);
    record->head.version = PAWL_CHECK_VERSION;
    record->head.bytes = sizeof *record;
    record->head.pid = (int32_t)getpid();
    record->head.started_ns = pawl_now();
    record->head.started_unix_ns = t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 1;
    make_record(argv[1]);
    take();
    struct pawl_check_lock *lock = &record->locks[1];
    lock->address = (uint64_t)(uintptr_t)&ledger;
    lock->serial = 5;
    lock->class_ = lock->name = 1;
    lock->since_ns = pawl_now() - 3000 * PAWL_MILLISECOND;
    strcpy(record->names[1], "the ledger");
    struct pawl_check_thread *t = enter(1, "main");
    t->held_count = 2; // the second: a lock that is there no more
    t->held[0] = (struct pawl_check_held){.lock = 1, .serial = 5, .stack = 1};
    t->held[1] = (struct pawl_check_held){.lock = 1, .serial = 4, .stack = 1};
    start(wait_ledger, NULL);
    start(wait_end, NULL);
    reached();
    _exit(0);
}
