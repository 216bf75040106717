// counters.c - a type that many threads may use: its functions give out copies, never pointers.
// SPDX-License-Identifier: MIT
//
// The mistake that it avoids is a lock that is right in every function and still guards nothing:
//
//     struct counter *counters_get(struct counters *c, const char *key)   // WRONG
//     {
//         PAWL_GUARD(&c->mu);
//         return &find(c, key)->counter;
//     }
//
// The lock is gone on return, and the pointer remains: who follows it reads what others write, may
// write it, too, and, once the array below has moved, reads memory that was freed.
//
//     cc examples/counters.c $(pkg-config --cflags --libs pawl) -pthread
//     ./a.out [THREADS [ROUNDS]]
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_SIZE = 24, PAGES = 6, MAX_THREADS = 64 };

struct counter {
    long hits, bytes;
};

struct entry {
    char key[KEY_SIZE];
    struct counter counter;
};

struct counters {
    pawl_mutex mu;
    struct entry *entries; // guarded by mu, as is what follows: in the order of their first hits
    size_t count;
};

// The caller holds c->mu, and keeps the pointer for as long only.
static struct entry *find(struct counters *c, const char *key)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->entries[i].key, key) == 0)
            return &c->entries[i];
    return NULL;
}

// The caller holds c->mu, and keeps the pointer for as long only. NULL if there is no memory.
static struct entry *append(struct counters *c, const char *key)
{
    struct entry *moved = realloc(c->entries, (c->count + 1) * sizeof *moved);
    if (moved == NULL)
        return NULL;
    c->entries = moved;
    moved[c->count] = (struct entry){0};
    strcpy(moved[c->count].key, key);
    return &moved[c->count++];
}

// Counts one hit of so many bytes. Returns false if the key is too long or there is no memory.
static bool counters_add(struct counters *c, const char *key, long bytes)
{
    if (strlen(key) >= KEY_SIZE)
        return false;
    PAWL_GUARD(&c->mu);
    struct entry *e = find(c, key);
    if (e == NULL && (e = append(c, key)) == NULL)
        return false;
    e->counter.hits++;
    e->counter.bytes += bytes;
    return true;
}

// Returns a copy of the counter, all zero if there is no such key.
static struct counter counters_get(struct counters *c, const char *key)
{
    PAWL_GUARD(&c->mu);
    struct entry *e = find(c, key);
    return e ? e->counter : (struct counter){0, 0}; // copied, then unlocked
}

// Copies up to max entries, all of one moment, and returns how many.
static size_t counters_snapshot(struct counters *c, struct entry *copy, size_t max)
{
    PAWL_GUARD(&c->mu);
    size_t n = c->count < max ? c->count : max;
    for (size_t i = 0; i < n; i++)
        copy[i] = c->entries[i];
    return n;
}

// ---- its use: threads ask for page after page, and look at the counters meanwhile ---------------

static const char *const pages[PAGES] = {"/", "/news", "/search", "/login", "/cart", "/pay"};
static struct counters counters; // zero: empty and unlocked

struct visitor {
    pthread_t thread;
    int rounds;
    bool wrong;
};

static void *visit(void *arg)
{
    struct visitor *v = arg;
    struct entry seen[PAGES];
    for (int i = 0; i < v->rounds * PAGES; i++) {
        int k = i % PAGES, size = 1000 + k; // of page k
        bool added = counters_add(&counters, pages[k], size);
        struct counter c = counters_get(&counters, pages[k]);
        v->wrong |= !added || c.hits <= i / PAGES || c.bytes != c.hits * size;
        // All go through the pages in this order, so no page can be ahead of the one before it.
        size_t n = counters_snapshot(&counters, seen, PAGES);
        for (size_t p = 1; p < n; p++)
            v->wrong |= seen[p].counter.hits > seen[p - 1].counter.hits;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    int threads = 4, rounds = 10000, wrong = 0;
    char rest; // of a number
    if (argc > 3 || (argc > 1 && sscanf(argv[1], "%9d%c", &threads, &rest) != 1) ||
        (argc > 2 && sscanf(argv[2], "%9d%c", &rounds, &rest) != 1) || threads < 1 ||
        threads > MAX_THREADS || rounds < 1 || rounds > 1000000) {
        fputs("usage: counters [THREADS (1 to 64) [ROUNDS (1 to 1000000)]]\n", stderr);
        return EXIT_FAILURE;
    }
    struct visitor visitors[MAX_THREADS];
    for (int i = 0; i < threads; i++) {
        visitors[i] = (struct visitor){.rounds = rounds};
        if (pthread_create(&visitors[i].thread, NULL, visit, &visitors[i]) != 0)
            abort(); // no more threads
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(visitors[i].thread, NULL);
        wrong |= visitors[i].wrong;
    }
    for (int k = 0; k < PAGES; k++) {
        struct counter c = counters_get(&counters, pages[k]);
        printf("%-8s %7ld hits %10ld bytes\n", pages[k], c.hits, c.bytes);
        wrong |= c.hits != (long)threads * rounds;
    }
    printf("copies that did not fit together: %s\n", wrong ? "SOME" : "none");
    free(counters.entries);
    return wrong || fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
