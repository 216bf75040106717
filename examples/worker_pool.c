// worker_pool.c - a pool of goroutines takes the checksums of a file's blocks.
// SPDX-License-Identifier: MIT
//
// One channel brings the jobs to the workers, another one the results back. Closing the first one
// sends the workers home; when the WaitGroup knows that all have gone, the second one is closed,
// and who collects knows that there is no more. Nobody shares anything: no lock is needed.
//
//     cc examples/worker_pool.c $(pkg-config --cflags --libs pawl) -pthread
//     ./a.out [WORKERS [FILE]]      # without a FILE: one of its own
#define _XOPEN_SOURCE 700
#include <fcntl.h>
#include <inttypes.h>
#include <pawl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BLOCK 16384

struct job {
    int fd;
    off_t offset;
};

struct result {
    off_t offset;
    ssize_t bytes; // -1: it cannot be read
    uint32_t sum;
};

struct pool {
    int fd;
    off_t size;
    PAWL_CHAN(struct job) jobs;
    PAWL_CHAN(struct result) results;
    pawl_waitgroup workers;
};

static _Noreturn void die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

// CRC-32, a bit at a time: something to compute.
static uint32_t checksum(const unsigned char *data, size_t n)
{
    uint32_t sum = ~UINT32_C(0);
    for (size_t i = 0; i < n; i++) {
        sum ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? UINT32_C(0xedb88320) : 0);
    }
    return ~sum;
}

static struct result take_sum(struct job job)
{
    unsigned char data[BLOCK]; // a quarter of a goroutine's stack
    // The disk may be slow. Then another thread runs the other workers.
    pawl_go_blocking_begin();
    ssize_t n = pread(job.fd, data, sizeof data, job.offset);
    pawl_go_blocking_end();
    return (struct result){job.offset, n, n < 0 ? 0 : checksum(data, (size_t)n)};
}

static void work(void *arg)
{
    struct pool *p = arg;
    PAWL_EACH(struct job, job, p->jobs)
        PAWL_SEND(p->results, take_sum(job));
}

static void hand_out(void *arg)
{
    struct pool *p = arg;
    for (off_t offset = 0; offset < p->size; offset += BLOCK)
        PAWL_SEND(p->jobs, ((struct job){p->fd, offset})); // waits while all are busy
    pawl_chan_close(p->jobs.chan);
    pawl_waitgroup_wait(&p->workers);
    pawl_chan_close(p->results.chan);
}

// Fills sums, one for each block, and returns how many it got.
static long take_sums(struct pool *p, int workers, uint32_t *sums)
{
    long n = 0;
    PAWL_MAKE(p->jobs, 0);
    PAWL_MAKE(p->results, 16);
    for (int i = 0; i < workers; i++)
        pawl_waitgroup_go(&p->workers, work, p);
    pawl_go(hand_out, p);
    PAWL_EACH(struct result, result, p->results) {
        if (result.bytes < 0)
            die("pread");
        sums[result.offset / BLOCK] = result.sum;
        n++;
    }
    // It is closed, and that was noticed: whoever used the channels has done so for the last time.
    pawl_chan_free(p->jobs.chan);
    pawl_chan_free(p->results.chan);
    return n;
}

// A file that goes when the program ends.
static int make_file(void)
{
    FILE *f = tmpfile();
    uint32_t random = 1;
    for (int i = 0; f && i < 500000; i++) {
        random = random * 1664525 + 1013904223;
        fwrite(&random, sizeof random, 1, f);
    }
    if (f == NULL || fflush(f) != 0)
        die("tmpfile");
    return fileno(f);
}

int main(int argc, char **argv)
{
    int workers = argc > 1 && atoi(argv[1]) > 0 ? atoi(argv[1]) : 8;
    struct pool p = {.fd = argc > 2 ? open(argv[2], O_RDONLY) : make_file()};
    if (p.fd < 0 || (p.size = lseek(p.fd, 0, SEEK_END)) < 0)
        die(argc > 2 ? argv[2] : "worker_pool");

    long blocks = (long)((p.size + BLOCK - 1) / BLOCK), wrong = 0;
    uint32_t *sums = calloc((size_t)blocks + 1, sizeof *sums);
    if (sums == NULL)
        die("worker_pool");
    long done = take_sums(&p, workers, sums);
    for (long i = 0; i < blocks; i++) // the same again, alone
        wrong += sums[i] != take_sum((struct job){p.fd, (off_t)i * BLOCK}).sum;
    printf("%d workers took the sums of %ld blocks: %s\n", workers, done,
           done == blocks && wrong == 0 ? "right" : "WRONG");
    free(sums);
    return done == blocks && wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
