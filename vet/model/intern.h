// intern.h - makes the parts of a program, each only once.
// SPDX-License-Identifier: MIT
//
// Not for several threads at once: front/ reads files in parallel, and writes what it has read one
// file after the other.
#ifndef PAWL_VET_INTERN_H
#define PAWL_VET_INTERN_H

#include "vet/model/program.h"

struct vet_program *vet_program_new(void);
void vet_program_free(struct vet_program *p);

// vet_allocate returns zeroed memory that lives as long as the program.
void *vet_allocate(struct vet_program *p, size_t size);

// The one text that reads like this.
const char *vet_text(struct vet_program *p, const char *text);

// These return the entry with this key. *is_new tells that it was made just now, and is to be
// filled by the caller, who may change it until all files are read.
struct vet_type *vet_type(struct vet_program *p, const char *key, bool *is_new);
struct vet_variable *vet_variable(struct vet_program *p, const char *key, bool *is_new);
struct vet_function *vet_function(struct vet_program *p, const char *key, bool *is_new);

const struct vet_place *vet_variable_place(struct vet_program *p, const struct vet_variable *v);
// *&place is place.
const struct vet_place *vet_target(struct vet_program *p, const struct vet_value *pointer,
                                   const struct vet_type *type);
const struct vet_place *vet_field_place(struct vet_program *p, const struct vet_place *base,
                                        const struct vet_field *field);
const struct vet_place *vet_element(struct vet_program *p, const struct vet_place *base,
                                    const struct vet_value *index, const struct vet_type *type);

const struct vet_value *vet_unknown(struct vet_program *p, const struct vet_type *type);
const struct vet_value *vet_constant(struct vet_program *p, int64_t number,
                                     const struct vet_type *type);
const struct vet_value *vet_literal(struct vet_program *p, const char *text,
                                    const struct vet_type *type);
const struct vet_value *vet_load(struct vet_program *p, const struct vet_place *place);
// &*pointer is pointer.
const struct vet_value *vet_address(struct vet_program *p, const struct vet_place *place,
                                    const struct vet_type *type);
const struct vet_value *vet_function_value(struct vet_program *p, const struct vet_function *f);
const struct vet_value *vet_call_value(struct vet_program *p, const struct vet_function *f,
                                       const struct vet_value *callee,
                                       const struct vet_value *const *arguments, size_t count,
                                       const struct vet_type *type);
// These compute what is constant.
const struct vet_value *vet_unary(struct vet_program *p, enum vet_operator op,
                                  const struct vet_value *left, const struct vet_type *type);
const struct vet_value *vet_binary(struct vet_program *p, enum vet_operator op,
                                   const struct vet_value *left, const struct vet_value *right,
                                   const struct vet_type *type);

// vet_program_complete makes the lists of p, once all files are read.
void vet_program_complete(struct vet_program *p);

// ---- questions ----------------------------------------------------------------------------------

// Does a value, or where a place lies, depend on what lies at part, or in a part of it?
bool vet_value_depends(const struct vet_value *value, const struct vet_place *part);
bool vet_place_depends(const struct vet_place *place, const struct vet_place *part);

// Is place the same as whole, or a part of it?
bool vet_is_within(const struct vet_place *place, const struct vet_place *whole);

// The variable that a place begins at, by fields, elements and loads; NULL: none.
const struct vet_variable *vet_root(const struct vet_place *place);

// As C spells it: "p->mu", "table[i].lock", "get(x)->mu". Lives as long as the program.
const char *vet_place_name(struct vet_program *p, const struct vet_place *place);
const char *vet_value_name(struct vet_program *p, const struct vet_value *value);

// vet_contained returns the way to a lock inside a type ("struct service contains struct queue
// contains pawl_mutex"), or NULL if it has none. Pointers are not followed.
const char *vet_contained(struct vet_program *p, const struct vet_type *type);

// vet_dump writes a function's graph, for people who look for what went wrong.
struct _IO_FILE;
void vet_dump(struct _IO_FILE *out, struct vet_program *p, const struct vet_function *f);

#endif
