// interned.h - where the parts of a program are kept: inside model/ only.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_INTERNED_H
#define PAWL_VET_INTERNED_H

#include "vet/model/intern.h"

struct vet_slot {
    uint64_t hash;
    void *entry; // NULL: free
};

struct vet_table {
    struct vet_slot *slots;
    size_t mask, count;
};

struct vet_list {
    void **entries;
    size_t count, room;
};

struct vet_chunk;

struct vet_interned {
    struct vet_chunk *chunks;
    struct vet_table texts, types, variables, functions, places, values;
    struct vet_table contained, place_names, value_names; // what was answered before
    struct vet_list all_types, all_variables, all_functions;
};

typedef bool vet_same(const void *entry, const void *wanted);

// vet_table_slot returns where the entry is that is the same as wanted, or where the caller, who
// must do so, is to put it: it is NULL then.
void **vet_table_slot(struct vet_table *t, uint64_t hash, vet_same *same, const void *wanted);
void vet_table_free(struct vet_table *t);

void vet_list_add(struct vet_list *list, void *entry);

uint64_t vet_hash(uint64_t seed, const void *data, size_t size);
uint64_t vet_hash_pointer(uint64_t seed, const void *pointer);
uint64_t vet_hash_text(const char *text);

// vet_operation makes the value of an operator as it stands.
const struct vet_value *vet_operation(struct vet_program *p, enum vet_operator op,
                                      const struct vet_value *left, const struct vet_value *right,
                                      const struct vet_type *type);

// A text that is written piece by piece, and is longer than SIZE in no case.
struct vet_writing {
    char text[400];
    size_t length;
};
__attribute__((format(printf, 2, 3))) void vet_write(struct vet_writing *w, const char *format,
                                                     ...);

#endif
