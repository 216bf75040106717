// lab_registry.c - scenario: a registry of services, name -> address, with readers and writers.
// SPDX-License-Identifier: MIT
//
// Every thread looks up services, and every fourth time registers one of them at a new address. An
// address has two halves made from one number, so that an address put together from two
// registrations is seen. Each entry counts its registrations, and so do the threads: none may be
// lost.
#include "lab_scenario.h"
#include "text.h"
#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

enum {
    SERVICES = 96,
    SLOTS = 256, // of the hash table
    WRITE_EVERY = 4,
};

struct address {
    pawl_word host, port; // port = other_half(host)
};

struct entry {
    char name[24]; // "": free
    struct address address;
    pawl_word registrations;
};

struct registry {
    char names[SERVICES][24];
    uint32_t written[LAB_MAX_THREADS][SERVICES]; // by each thread itself
    char pad[128];
    struct entry entries[SLOTS]; // guarded by the lock under test, as is
    pawl_word revision;          // the number of all registrations
};

static uint32_t other_half(uint32_t host)
{
    return host * 2654435761u ^ 0x5bd1e995u;
}

static struct entry *find(struct registry *s, const char *name)
{
    uint32_t hash = 2166136261;
    for (const char *c = name; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619;
    struct entry *e = &s->entries[hash % SLOTS];
    while (e->name[0] != '\0' && strcmp(e->name, name) != 0)
        e = e + 1 < s->entries + SLOTS ? e + 1 : s->entries;
    return e;
}

static void enroll(struct entry *e, uint32_t host)
{
    uint32_t registrations = pawl_word_load_rlx(&e->registrations);
    pawl_word_store_rlx(&e->address.host, host);
    lab_work(20); // a real registry would check and log here
    pawl_word_store_rlx(&e->address.port, other_half(host));
    pawl_word_store_rlx(&e->registrations, registrations + 1);
}

static void *prepare(const struct lab_setup *setup, char *why, size_t size)
{
    (void)setup, (void)why, (void)size;
    static const char *const kinds[] = {"auth", "mail", "cart", "search", "stock", "image"};
    struct registry *s = xcalloc(1, sizeof *s);
    for (unsigned i = 0; i < SERVICES; i++)
        text_add(s->names[i], sizeof s->names[i], "%s-%u.example", kinds[i % 6], i / 6);
    return s;
}

static void begin(struct lab_round *r)
{
    struct registry *s = r->state;
    memset(s->written, 0, sizeof s->written);
    memset(s->entries, 0, sizeof s->entries);
    s->revision = 0;
    for (uint32_t i = 0; i < SERVICES; i++) {
        struct entry *e = find(s, s->names[i]);
        text_add(e->name, sizeof e->name, "%s", s->names[i]);
        enroll(e, i);
        e->registrations = 0;
    }
}

static void write_one(struct lab_worker *w, struct registry *s, uint32_t service)
{
    uint32_t host = lab_random(&w->random);
    lab_lock(w);
    uint32_t revision = pawl_word_load_rlx(&s->revision);
    enroll(find(s, s->names[service]), host);
    pawl_word_store_rlx(&s->revision, revision + 1);
    lab_unlock(w);
    s->written[w->index][service]++;
}

static void read_one(struct lab_worker *w, struct registry *s, uint32_t service)
{
    lab_lock(w);
    const struct entry *e = find(s, s->names[service]);
    uint32_t host = pawl_word_load_rlx(&e->address.host);
    uint32_t port = pawl_word_load_rlx(&e->address.port);
    lab_unlock(w);
    w->tally += port != other_half(host);
}

static void work(struct lab_worker *w)
{
    struct registry *s = w->round->state;
    while (!lab_stopped(w)) {
        uint32_t service = lab_random(&w->random) % SERVICES;
        if (w->ops % WRITE_EVERY == 0)
            write_one(w, s, service);
        else
            read_one(w, s, service);
        w->ops++;
    }
}

static void verify(struct lab_round *r, char *why, size_t size)
{
    struct registry *s = r->state;
    uint64_t torn = 0;
    uint32_t all = 0;
    why[0] = '\0';
    for (int t = 0; t < r->threads; t++)
        torn += r->workers[t].tally;
    for (int i = 0; i < SERVICES; i++) {
        uint32_t written = 0;
        for (int t = 0; t < r->threads; t++)
            written += s->written[t][i];
        all += written;
        const struct entry *e = find(s, s->names[i]);
        if (e->registrations != written && why[0] == '\0')
            text_add(why, size, "%s was registered %u times, of which the entry counted %u",
                     s->names[i], written, e->registrations);
        torn += e->address.port != other_half(e->address.host);
    }
    if (why[0] == '\0' && s->revision != all)
        text_add(why, size, "%u registrations, of which %u were counted", all, s->revision);
    if (torn > 0)
        text_add(why, size, "%s%s addresses were torn", why[0] == '\0' ? "" : "; ",
                 text_grouped(torn).text);
}

const struct lab_scenario lab_registry = {
    .name = "registry",
    .summary = "look up and register services: name -> address",
    .intro = "The threads look up services by name, and every fourth time register one at a new "
             "address. No registration may get lost and no address be torn.",
    .ops = "requests",
    .headline = LAB_SPEED,
    .story = {"m2008", "m2011"},
    .min_threads = 1,
    .default_threads = {4},
    .default_seconds = 20,
    .time_every = 61,
    .prepare = prepare,
    .release = free,
    .begin = begin,
    .work = work,
    .verify = verify,
};
