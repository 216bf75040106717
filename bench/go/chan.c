// chan.c - Go's benchmarks of channels, one at a time.
// SPDX-License-Identifier: MIT
#include "harness.h"

static const int64_t zero;

static void try_recv(struct part *p)
{
    while (part_next(p))
        pawl_chan_tryrecv(p->arg, NULL);
}

static void with_channel(struct bench *b, void (*body)(struct part *p), size_t size, size_t cap)
{
    pawl_chan *c = pawl_chan_make(size, cap);
    bench_parallel(b, body, c);
    pawl_chan_free(c);
}

static void nonblocking(struct bench *b)
{
    with_channel(b, try_recv, 8, 0);
}

static void fill_and_empty(pawl_chan *c)
{
    for (int i = 0; i < 100; i++)
        pawl_chan_send(c, &zero);
    for (int i = 0; i < 100; i++)
        pawl_chan_recv(c, NULL);
}

static void use_own(struct part *p)
{
    pawl_chan *c = pawl_chan_make(8, 100);
    while (part_next(p))
        fill_and_empty(c);
    pawl_chan_free(c);
}

static void uncontended(struct bench *b)
{
    bench_parallel(b, use_own, NULL);
}

static void use_shared(struct part *p)
{
    while (part_next(p))
        fill_and_empty(p->arg);
}

static void contended(struct bench *b)
{
    with_channel(b, use_shared, 8, 100 * pawl_go_procs());
}

static void make_one(struct part *p)
{
    while (part_next(p)) {
        pawl_chan *c = pawl_chan_make(8, 1);
        pawl_chan_send(c, &zero);
        pawl_chan_recv(c, NULL);
        pawl_chan_free(c);
    }
}

static void creation(struct bench *b)
{
    bench_parallel(b, make_one, NULL);
}

static void take_and_give(struct part *p)
{
    while (part_next(p)) {
        pawl_chan_send(p->arg, NULL);
        pawl_chan_recv(p->arg, NULL);
    }
}

static void semaphore(struct bench *b)
{
    with_channel(b, take_and_give, 0, pawl_go_procs());
}

static void closed(struct bench *b)
{
    pawl_chan *c = pawl_chan_make(0, 0);
    pawl_chan_close(c);
    bench_parallel(b, try_recv, c);
    pawl_chan_free(c);
}

static void data_from_closed(struct bench *b)
{
    pawl_chan *c = pawl_chan_make(0, (size_t)b->n);
    for (int64_t i = 0; i < b->n; i++)
        pawl_chan_send(c, NULL);
    pawl_chan_close(c);
    bench_reset(b);
    while (pawl_chan_recv(c, NULL)) {
    }
    bench_stop(b);
    pawl_chan_free(c);
}

// Go collects the garbage in the same time.
#define MAKE_CHAN(name, size)                                                                      \
    static void make_##name(struct bench *b)                                                       \
    {                                                                                              \
        for (int64_t i = 0; i < b->n; i++)                                                         \
            pawl_chan_free(pawl_chan_make(size, 8));                                               \
    }
MAKE_CHAN(byte, 1)
MAKE_CHAN(int, sizeof(int64_t))
MAKE_CHAN(ptr, sizeof(void *))
MAKE_CHAN(struct0, 0)
MAKE_CHAN(struct32, 32)
MAKE_CHAN(struct40, 40)

const struct benchmark chan_benchmarks[] = {
    {"MakeChan/Byte", make_byte},
    {"MakeChan/Int", make_int},
    {"MakeChan/Ptr", make_ptr},
    {"MakeChan/Struct/0", make_struct0},
    {"MakeChan/Struct/32", make_struct32},
    {"MakeChan/Struct/40", make_struct40},
    {"ChanNonblocking", nonblocking},
    {"ChanUncontended", uncontended},
    {"ChanContended", contended},
    {"ReceiveDataFromClosedChan", data_from_closed},
    {"ChanCreation", creation},
    {"ChanSem", semaphore},
    {"ChanClosed", closed},
    {NULL, NULL},
};
