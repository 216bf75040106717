// unit.h - one file as clang has read it, and what is known of its declarations.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_UNIT_H
#define PAWL_VET_UNIT_H

#include "vet/front/map.h"
#include "vet/locks/locks.h"

#include <clang-c/Index.h>

// What is kept from one file to the next.
struct front_reader {
    struct vet_program *p;
    const struct vet_locks *locks;
    char here[4096];              // the folder that names are relative to
    struct front_names displayed; // of a file's real path: the name it was first read by
    struct front_names defined;   // of a name with external linkage: where it was first defined
};

struct front_file {
    const char *name; // as shown
    const char *real; // its path, which tells files apart
    CXFile handle;
};

struct front_pending; // a record whose fields are still to be read

struct front_unit {
    struct front_reader *reader;
    struct vet_program *p;
    CXTranslationUnit tu;
    const char *folder;
    CXFile text_file; // that text is of
    const char *text;
    size_t text_size;
    struct front_map files, types, fields, variables, functions;
    struct front_pending *pending;
    bool reads_fields;
    struct front_names globals; // name -> declaration; empty until somebody asks
    CXCursor *declarations;
    size_t declaration_count;
};

void front_unit_begin(struct front_unit *u, struct front_reader *r, CXTranslationUnit tu,
                      const char *folder);
void front_unit_end(struct front_unit *u);

// front_lower writes all functions of the unit that were not written before.
void front_lower(struct front_unit *u);

// ---- where --------------------------------------------------------------------------------------

const struct front_file *front_file(struct front_unit *u, CXFile file);
struct vet_location front_location(struct front_unit *u, CXSourceLocation at);
// Inside the macro, if there is one.
struct vet_location front_spelled(struct front_unit *u, CXSourceLocation at);
bool front_is_in_macro(CXSourceLocation at);
bool front_is_same_place(struct vet_location a, struct vet_location b);
// front_text returns the source at a location, up to the file's end; NULL: there is none.
const char *front_text(struct front_unit *u, CXSourceLocation at, size_t *size);

// ---- declarations -------------------------------------------------------------------------------

const struct vet_type *front_type(struct front_unit *u, CXType type);

// As clang_getUnqualifiedType, which would crash if there is no type: C++ has expressions without.
CXType front_unqualified(CXType type);
// The same, but an array is a pointer.
const struct vet_type *front_parameter_type(struct front_unit *u, CXType type);
const struct vet_field *front_field(struct front_unit *u, CXCursor declaration);
// Variables of files, parameters; locals are made by the function's lowering.
struct vet_variable *front_global(struct front_unit *u, CXCursor declaration);
struct vet_function *front_function(struct front_unit *u, CXCursor declaration);
// Whose address stands in the initialiser of a static variable, it is known by anybody.
void front_note_addresses(struct front_unit *u, CXCursor variable);
// The function's parameters are made: by the declaration that shows them.
void front_parameters(struct front_unit *u, struct vet_function *f, CXCursor declaration);
// The key that tells a declaration from those of other files.
const char *front_key(struct front_unit *u, CXCursor declaration);
// A function or variable of the file by its name; a null cursor: none.
CXCursor front_named(struct front_unit *u, const char *name);

// ---- attributes ---------------------------------------------------------------------------------

// front_attributes returns a declaration with its attributes as clang prints it; NULL: it has none.
// To be freed.
char *front_attributes(CXCursor declaration);
// front_attribute finds name(...) in such a text and returns what is between the parentheses, to be
// freed; NULL: it is not there. *at is where to begin to look, and where the next one may be.
char *front_attribute(const char **at, const char *name);
// front_written_arguments returns the arguments of a declaration's attribute number so-and-so as
// the source has them, to be freed; NULL: nobody can tell.
char *front_written_arguments(struct front_unit *u, CXCursor declaration, unsigned number);
void front_guarded_by(struct front_unit *u, CXCursor declaration, const char **guarded_by,
                      bool *guards_target);
void front_promises(struct front_unit *u, struct vet_function *f, CXCursor declaration,
                    const char *attributes);
// The lock that an attribute of f names; NULL: it cannot be understood.
const struct vet_place *front_promised(struct front_unit *u, const struct vet_function *f,
                                       CXCursor declaration, const char *expression);

// ---- texts of clang's ---------------------------------------------------------------------------

// Both are to be freed.
char *front_string(CXString s);
char *front_spelling(CXCursor c);

#endif
