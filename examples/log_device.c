// log_device.c - many threads write one log, which is rotated by size; no record is torn or lost.
// SPDX-License-Identifier: MIT
//
// stdio guards single calls only. But while one thread finds the file full, renames it to .1 and
// that to .2, ..., and starts a new one, nobody else may write. So a mutex guards the device (file,
// size and names), and is held for a whole record.
//
//     cc examples/log_device.c $(pkg-config --cflags --libs pawl) -pthread
//     ./a.out [THREADS [RECORDS [BYTES [FOLDER]]]]     # in FOLDER the files stay, to be looked at
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_THREADS = 64, RECORD_SIZE = 128, NAME_SIZE = 32 };

static struct log_device {
    pawl_mutex mu;
    size_t limit; // bytes in a file
    size_t size;  // guarded by mu, as is what follows: bytes in the current file
    FILE *file;   // the current one
    int files;    // how many there are, the current one included
} device;         // zero: unlocked, and no file yet

struct writer {
    pthread_t thread;
    int number, records;
};

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "log_device: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

// The name of file n: log, log.1 (the youngest of the old ones), log.2, ...
static const char *name_of(int n, char name[NAME_SIZE])
{
    snprintf(name, NAME_SIZE, "log%s%.0d", n == 0 ? "" : ".", n); // %.0d: nothing for 0
    return name;
}

// Starts a new file. The caller holds d->mu. All old files are kept; a log of limited size would
// remove the oldest here.
static void log_rotate(struct log_device *d)
{
    char from[NAME_SIZE], to[NAME_SIZE];
    if (d->file != NULL && fclose(d->file) != 0)
        die("fclose", strerror(errno));
    for (int n = d->files++ - 1; n >= 0; n--)
        if (rename(name_of(n, from), name_of(n + 1, to)) != 0)
            die(from, strerror(errno));
    if ((d->file = fopen("log", "wx")) == NULL) // x: never over what is there
        die("log", strerror(errno));
    d->size = 0;
}

static void log_write(struct log_device *d, const char *record)
{
    size_t length = strlen(record);
    PAWL_GUARD(&d->mu);
    if (d->file == NULL || d->size + length > d->limit)
        log_rotate(d);
    if (fputs(record, d->file) == EOF || fflush(d->file) != 0)
        die("write", strerror(errno));
    d->size += length;
}

// The i'th record of a thread: of many lengths, and none like another, nor like parts of two.
static const char *nth_record(int thread, int i, char record[RECORD_SIZE])
{
    const char *letters = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
    snprintf(record, RECORD_SIZE, "thread %d record %d %.*s\n", thread, i, 1 + i * 7 % 26,
             letters + (i + thread) % 26);
    return record;
}

static void *write_records(void *arg)
{
    struct writer *w = arg;
    char record[RECORD_SIZE];
    for (int i = 0; i < w->records; i++)
        log_write(&device, nth_record(w->number, i, record));
    return NULL;
}

// Reads a file back. Of each thread the next record must come, as it was written.
static void check_file(const char *name, int threads, int *next)
{
    char line[RECORD_SIZE], expected[RECORD_SIZE];
    size_t size = 0;
    int t = 0;
    FILE *file = fopen(name, "r");
    if (file == NULL)
        die(name, strerror(errno));
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "thread %d", &t) != 1 || t < 0 || t >= threads ||
            strcmp(line, nth_record(t, next[t]++, expected)) != 0)
            die(name, "a record is not as it was written");
        size += strlen(line);
    }
    if (size > device.limit || ferror(file) || fclose(file) != 0)
        die(name, size > device.limit ? "too large" : strerror(errno));
}

int main(int argc, char **argv)
{
    int threads = 4, records = 500, limit = 10000, next[MAX_THREADS] = {0};
    char temporary[] = "/tmp/log_device.XXXXXX", name[NAME_SIZE], rest; // of a number
    if (argc > 5 || (argc > 1 && sscanf(argv[1], "%9d%c", &threads, &rest) != 1) ||
        (argc > 2 && sscanf(argv[2], "%9d%c", &records, &rest) != 1) ||
        (argc > 3 && sscanf(argv[3], "%9d%c", &limit, &rest) != 1) || threads < 1 ||
        threads > MAX_THREADS || records < 1 || limit < RECORD_SIZE)
        die("usage", "log_device [THREADS (1 to 64) [RECORDS [BYTES (from 128) [FOLDER]]]]");
    const char *folder = argc > 4 ? argv[4] : mkdtemp(temporary);
    if (folder == NULL || chdir(folder) != 0)
        die(folder ? folder : temporary, strerror(errno));

    device.limit = (size_t)limit;
    struct writer writers[MAX_THREADS];
    for (int i = 0; i < threads; i++) {
        writers[i] = (struct writer){.number = i, .records = records};
        if (pthread_create(&writers[i].thread, NULL, write_records, &writers[i]) != 0)
            die("pthread_create", "no more threads");
    }
    for (int i = 0; i < threads; i++)
        pthread_join(writers[i].thread, NULL);
    if (fclose(device.file) != 0)
        die("fclose", strerror(errno));

    for (int n = device.files - 1; n >= 0; n--) { // from the oldest
        check_file(name_of(n, name), threads, next);
        if (argc <= 4 && unlink(name) != 0)
            die(name, strerror(errno));
    }
    for (int i = 0; i < threads; i++)
        if (next[i] != records)
            die("log", "not all records are there");
    if (argc <= 4 && rmdir(folder) != 0)
        die(folder, strerror(errno));
    printf("%d threads wrote %d records each\n", threads, records);
    printf("all are there, whole and in order, in %s\n",
           device.files > 1 ? "several files" : "one file");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
