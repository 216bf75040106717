// program.h - what a C program does, as far as its locks are concerned: the functions of all files
// that were read, as graphs of small operations.
// SPDX-License-Identifier: MIT
//
// front/ writes it from clang's syntax tree, flow/ follows the paths through it, checks/ look at
// it. Nothing but front/ knows of clang.
//
// Everything here lives as long as the program does, and what is the same is one: types, variables,
// functions, places and values are interned, so pointers are compared, across files as well. All
// but the summaries is constant once the last file has been read.
#ifndef PAWL_VET_PROGRAM_H
#define PAWL_VET_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vet_location {
    const char *file; // interned, as the compiler names it; NULL: none
    uint32_t line, column;
};

// ---- types --------------------------------------------------------------------------------------

enum vet_type_kind {
    VET_SCALAR,
    VET_POINTER, // to target
    VET_ARRAY,   // of target
    VET_RECORD,  // struct or union
    VET_LOCK,    // what must not be copied once it is used: a mutex, a condition variable, ...
    VET_OTHER,   // functions, void, what is incomplete
};

struct vet_field {
    const char *name; // "" of an anonymous struct or union
    const struct vet_type *record, *type;
    struct vet_location location;
    int64_t offset;         // in bytes
    const char *guarded_by; // the expression that it is declared with, or NULL
    bool guards_target;     // what it points to is guarded, not the pointer (pt_guarded_by)
};

struct vet_type {
    const char *key;  // tells types of all files apart
    const char *name; // as in the source: "struct service", "pthread_mutex_t"
    enum vet_type_kind kind;
    bool is_union, is_const, is_volatile, is_atomic;
    const struct vet_type *target; // of a pointer or an array
    const struct vet_type *plain;  // the same without any const in it; NULL: there is none
    int64_t size;                  // in bytes; -1: not known
    struct vet_location location;  // of a record
    const struct vet_field *const *fields;
    size_t field_count;
};

// ---- variables ----------------------------------------------------------------------------------

enum vet_variable_kind {
    VET_GLOBAL, // also static ones, of a file or of a function
    VET_PARAMETER,
    VET_LOCAL,
    VET_TEMPORARY, // made by front/: the value of a ?: or of a && that is not a condition
};

struct vet_variable {
    const char *key, *name;
    enum vet_variable_kind kind;
    bool is_static, is_thread_local, address_taken;
    bool is_recursive; // initialised as a lock, or with locks, that may be taken again
    unsigned index;    // of a parameter
    const struct vet_type *type;
    const struct vet_function *function; // that it belongs to
    struct vet_location location;
    const char *guarded_by; // as of a field
    bool guards_target;
};

// ---- places and values --------------------------------------------------------------------------

// Where something lies. p->mu is the field mu of what the value of p points to.
enum vet_place_kind {
    VET_PLACE_VARIABLE,
    VET_PLACE_TARGET,  // what the pointer value points to
    VET_PLACE_FIELD,   // of base
    VET_PLACE_ELEMENT, // of base, an array, number value
};

struct vet_place {
    enum vet_place_kind kind;
    unsigned size; // how many places and values it is made of
    // One bit for the outermost place that it is a part of, and those of all that is loaded to find
    // it: without a common bit, a change of the one is none of the other.
    uint64_t whole, loaded;
    const struct vet_value *load; // vet_load of it, once it was asked for
    const struct vet_variable *variable;
    const struct vet_place *base;
    const struct vet_field *field;
    const struct vet_value *value;
    const struct vet_type *type;
};

enum vet_value_kind {
    VET_VALUE_UNKNOWN, // like nothing else, not even like another unknown one
    VET_VALUE_CONSTANT,
    VET_VALUE_TEXT,     // a string literal
    VET_VALUE_LOAD,     // what lies at place
    VET_VALUE_ADDRESS,  // of place; an array's name is that of its element 0
    VET_VALUE_FUNCTION, // its address
    VET_VALUE_CALL,     // what the last call of this function with these arguments has returned
    VET_VALUE_UNARY,    // of left
    VET_VALUE_BINARY,   // of left and right
};

enum vet_operator {
    VET_NO_OPERATOR,
    VET_NEGATE,
    VET_COMPLEMENT, // unary; there is no "not"
    VET_EQUAL,
    VET_LESS,
    VET_LESS_EQUAL, // x != y, x > y, x >= y are made of these
    VET_ADD,
    VET_SUBTRACT,
    VET_MULTIPLY,
    VET_DIVIDE,
    VET_REMAINDER,
    VET_AND,
    VET_OR,
    VET_XOR,
    VET_SHIFT_LEFT,
    VET_SHIFT_RIGHT, // of bits
};

enum { VET_ARGUMENTS = 16 }; // so many arguments of a call are known

struct vet_value {
    enum vet_value_kind kind;
    enum vet_operator operator_;
    int64_t constant;
    const char *text; // of a string literal
    const struct vet_place *place;
    const struct vet_function *function; // also of a call; NULL: through the pointer left
    const struct vet_value *left, *right;
    const struct vet_value *const *arguments; // of a call
    size_t argument_count;
    const struct vet_type *type; // before any implicit conversion
    unsigned size;               // how many places and values it is made of
    uint64_t loaded;             // as of a place
};

// ---- functions ----------------------------------------------------------------------------------

enum vet_op_kind {
    VET_OP_CALL,   // function, or what callee points to, of arguments; result is its value
    VET_OP_ASSIGN, // place becomes value; an initialiser, ++ and += too
    // What lies at place is looked at, be it a scalar or a record. Local variables that are scalars
    // or pointers are not worth an operation.
    VET_OP_READ,
    VET_OP_ADDRESS, // the address of place is taken, as a value: not in &*p, not in (&s)->x
    VET_OP_COPY,    // place, which contains a lock, becomes a copy of value, a VET_VALUE_LOAD
    VET_OP_DECLARE, // the local variable of place begins anew: what was known of it is void
};

// How a copy is made. Where it has no place to go, place is NULL.
enum vet_copy {
    VET_COPY_ASSIGN,
    VET_COPY_INITIALISE, // a variable
    VET_COPY_MEMBER,     // a member or element of an initialiser or compound literal
    VET_COPY_ARGUMENT,   // of the call that follows; function is the one that is called, if known
    VET_COPY_RETURN,
};

struct vet_op {
    enum vet_op_kind kind;
    struct vet_location location;
    struct vet_location spelled; // inside the macro that location is an expansion of; else the same
    const struct vet_place *place;
    const struct vet_value *value;
    const struct vet_function *function;      // VET_OP_CALL, VET_COPY_ARGUMENT
    const struct vet_value *callee;           // of a call through a pointer
    const struct vet_value *const *arguments; // VET_OP_CALL
    size_t argument_count;
    const struct vet_value *result;
    enum vet_copy copy;
    bool is_declaration; // VET_OP_ASSIGN: an initialiser
    bool is_update;      // VET_OP_ASSIGN: ++, += and the like, which read first
    bool result_unused;  // VET_OP_CALL: nobody looks at what it returns, and no (void) says why
    bool is_cleanup;     // VET_OP_CALL: by the cleanup attribute, at the end of a scope
    bool is_atomic;      // READ, ASSIGN: by an atomic operation, or of what is volatile or _Atomic
    bool in_macro;
};

enum vet_end_kind {
    VET_END_GOTO, // to next[0]
    // To next[0] if value is not 0, else to next[1]. No && || ! ?: is left in value: x == 0 is x,
    // and x != y is x == y, x >= y is x < y, with the two swapped.
    VET_END_BRANCH,
    VET_END_SWITCH, // to next[i] if value is in cases[i]; the last is the default
    VET_END_RETURN, // of value, or NULL
    VET_END_STOP,   // what does not return was called
};

struct vet_case {
    int64_t first, last;
};

struct vet_block {
    unsigned index; // in the function
    const struct vet_op *ops;
    size_t op_count;
    enum vet_end_kind end;
    struct vet_location location; // of the end: the return, the condition
    const struct vet_value *value;
    struct vet_block *const *next;
    size_t next_count;
    const struct vet_case *cases;
    bool is_loop;   // a branch back to here closes a loop: while, for, do
    bool falls_off; // VET_END_RETURN: the closing brace; location is its place
};

// What a function was declared to do with a lock, by an attribute.
enum vet_promise_kind {
    VET_ACQUIRES,
    VET_TRY_ACQUIRES, // when it returns result
    VET_RELEASES,
    VET_REQUIRES,  // held by the caller
    VET_EXCLUDES,  // not held by the caller
    VET_ASSERTS,   // is held, from now on
    VET_UNCHECKED, // no_thread_safety_analysis
};

struct vet_promise {
    enum vet_promise_kind kind;
    bool shared;
    int64_t result;               // 0 or 1: false or true
    const struct vet_place *lock; // made of parameters and globals; NULL: could not be understood
};

struct vet_function {
    const char *key, *name;
    struct vet_location location;
    bool is_static, is_inline, is_variadic, is_noreturn;
    bool is_defined;                // it has blocks
    bool is_incomplete;             // there is something in it that cannot be followed
    bool address_taken;             // other than to call it
    const struct vet_type *returns; // NULL: nothing
    const struct vet_variable *const *parameters;
    size_t parameter_count;
    const struct vet_promise *promises;
    size_t promise_count;
    struct vet_block *const *blocks; // [0] is where it begins
    size_t block_count;
    struct vet_location end;     // its closing brace
    struct vet_summary *summary; // what flow/ has found out
};

// ---- the program --------------------------------------------------------------------------------

// What clang's own -Wthread-safety had to say.
struct vet_remark {
    struct vet_location location;
    const char *text, *flag;
    const struct vet_function *function; // that it lies in, or NULL
};

struct vet_program {
    struct vet_function **functions; // all that are called or defined, in order of their files
    size_t function_count;
    const struct vet_variable **globals;
    size_t global_count;
    const struct vet_type **records;
    size_t record_count;
    const struct vet_remark *remarks;
    size_t remark_count;
    struct vet_interned *interned;
};

#endif
