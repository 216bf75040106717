// table.c - hash tables and lists of what is interned.
// SPDX-License-Identifier: MIT
#include "vet/model/interned.h"

#include "xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 256 };

// splitmix64's last steps: every bit of the input reaches every bit of the output.
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

uint64_t vet_hash(uint64_t seed, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    uint64_t hash = seed ^ 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return mix(hash);
}

uint64_t vet_hash_pointer(uint64_t seed, const void *pointer)
{
    return mix(seed * 0x9e3779b97f4a7c15u + (uint64_t)(uintptr_t)pointer);
}

uint64_t vet_hash_text(const char *text)
{
    return vet_hash(0, text, strlen(text));
}

static void grow(struct vet_table *t)
{
    size_t count = t->slots ? (t->mask + 1) * 2 : FIRST_SLOTS;
    struct vet_slot *slots = xcalloc(count, sizeof *slots);
    for (size_t i = 0; t->slots && i <= t->mask; i++) {
        size_t at = t->slots[i].hash & (count - 1);
        if (!t->slots[i].entry)
            continue;
        while (slots[at].entry)
            at = (at + 1) & (count - 1);
        slots[at] = t->slots[i];
    }
    free(t->slots);
    t->slots = slots;
    t->mask = count - 1;
}

void **vet_table_slot(struct vet_table *t, uint64_t hash, vet_same *same, const void *wanted)
{
    if (!t->slots || t->count * 2 > t->mask)
        grow(t);
    for (size_t at = hash & t->mask;; at = (at + 1) & t->mask) {
        struct vet_slot *s = &t->slots[at];
        if (!s->entry) {
            s->hash = hash;
            t->count++;
            return &s->entry;
        }
        if (s->hash == hash && same(s->entry, wanted))
            return &s->entry;
    }
}

void vet_table_free(struct vet_table *t)
{
    free(t->slots);
    *t = (struct vet_table){0};
}

void vet_list_add(struct vet_list *list, void *entry)
{
    if (list->count == list->room) {
        list->room = list->room ? list->room * 2 : 64;
        list->entries = xrealloc(list->entries, list->room * sizeof *list->entries);
    }
    list->entries[list->count++] = entry;
}

void vet_write(struct vet_writing *w, const char *format, ...)
{
    va_list arguments;
    size_t room = sizeof w->text - w->length;
    va_start(arguments, format);
    int written = vsnprintf(w->text + w->length, room, format, arguments);
    va_end(arguments);
    if (written > 0)
        w->length += (size_t)written < room ? (size_t)written : room - 1;
}
