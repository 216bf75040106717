// lower.h - one function on its way from a tree to a graph.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_LOWER_H
#define PAWL_VET_LOWER_H

#include "vet/front/tree.h"
#include "vet/front/unit.h"

struct lower_block {
    struct vet_block out; // without its next and ops
    struct vet_op *ops;
    size_t op_count, op_room;
    struct lower_block **next;
    struct vet_case *cases;
    size_t next_count, next_room;
    bool is_ended, is_reached;
    bool is_open, is_closed; // on the way that is walked; by a way back to it
    size_t walked;           // so many of next
    unsigned entries;        // how many reached blocks lead here
    struct lower_block *above, *copied_to;
};

// Variables whose cleanup function is still to be called, the innermost first. What was in force at
// some point stays as it is, so that a goto may go back to it.
struct lower_cleanup {
    const struct lower_cleanup *outer;
    const struct vet_variable *variable;
    struct vet_function *function;
    unsigned depth;
};

// Where break and continue lead.
struct lower_exit {
    const struct lower_exit *outer;
    struct lower_block *on_break, *on_continue; // NULL: those of outer
    const struct lower_cleanup *cleanups;
};

struct lower_cases {
    struct lower_cases *outer;
    struct lower_block *from, *otherwise;
    bool is_complete;
};

struct lower_label; // of a goto
struct lower_chunk;

struct lower {
    struct front_unit *u;
    struct vet_program *p;
    struct vet_function *f;
    struct lower_block *blocks; // all, the last made first
    struct lower_chunk *chunks; // where they lie
    struct lower_block *now;    // where operations go
    const struct lower_cleanup *cleanups;
    const struct lower_exit *exits;
    struct lower_cases *cases;
    struct lower_label *labels;
    const struct vet_value *arm; // of the ?: that was last read: what it may be
    unsigned depth, counter;
    bool is_incomplete;
};

// lower_function writes the body of a function, whose declaration it is.
void lower_function(struct front_unit *u, struct vet_function *f, CXCursor declaration);

// ---- the graph ----------------------------------------------------------------------------------

struct lower_block *lower_new_block(struct lower *l);
void lower_enter(struct lower *l, struct lower_block *b); // what follows goes there
struct vet_op *lower_op(struct lower *l, enum vet_op_kind kind, const struct node *n);
void lower_goto(struct lower *l, struct lower_block *to, const struct node *n);
void lower_branch(struct lower *l, const struct vet_value *value, struct lower_block *yes,
                  struct lower_block *no, const struct node *n);
void lower_return(struct lower *l, const struct vet_value *value, struct vet_location at,
                  bool falls_off);
void lower_stop(struct lower *l, const struct node *n);
void lower_case(struct lower_block *from, int64_t first, int64_t last, struct lower_block *to);
void lower_add_next(struct lower_block *from, struct lower_block *to);
void lower_free_blocks(struct lower *l);
void lower_finish(struct lower *l); // writes the graph to the function, and forgets it

// ---- statements ---------------------------------------------------------------------------------

void lower_statement(struct lower *l, struct node *n);
void lower_declaration(struct lower *l, struct node *n); // of one variable
void lower_loop(struct lower *l, struct node *n);        // while, do, for
void lower_switch(struct lower *l, struct node *n);
void lower_labelled_case(struct lower *l, struct node *n);
void lower_jump(struct lower *l, struct node *n); // goto
void lower_label(struct lower *l, struct node *n);
void lower_resolve_jumps(struct lower *l);
void lower_leave(struct lower *l, const struct lower_cleanup *until, const struct node *n);
void lower_add_cleanup(struct lower *l, const struct vet_variable *v, const char *function);
void lower_asm(struct lower *l, struct node *n);

// What the three parts of a for are, of those that are there.
struct lower_for {
    struct node *init, *condition, *increment, *body;
};
struct lower_for lower_for_parts(struct lower *l, struct node *n);

// ---- expressions --------------------------------------------------------------------------------

const struct vet_value *lower_value(struct lower *l, struct node *n);
// The same, but an address in it is not taken as a value: of p in *p.
const struct vet_value *lower_pointer(struct lower *l, struct node *n);
const struct vet_place *lower_place(struct lower *l, struct node *n);
const struct vet_value *lower_load(struct lower *l, const struct node *n,
                                   const struct vet_place *place);
// For what it does only; nobody looks at the value.
void lower_discard(struct lower *l, struct node *n);
void lower_discard_choice(struct lower *l, struct node *n); // ?: && ||
void lower_condition(struct lower *l, struct node *n, struct lower_block *yes,
                     struct lower_block *no);

const struct vet_value *lower_call(struct lower *l, struct node *n, bool unused);
bool lower_builtin(struct lower *l, struct node *n, const char *name,
                   const struct vet_value **value);
const struct vet_value *lower_unexposed(struct lower *l, struct node *n);
const struct vet_value *lower_unary(struct lower *l, struct node *n);
const struct vet_value *lower_binary(struct lower *l, struct node *n, bool quiet);
const struct vet_value *lower_choice(struct lower *l, struct node *n); // ?: && ||
const struct vet_value *lower_statement_expression(struct lower *l, struct node *n);
const struct vet_value *lower_children(struct lower *l, struct node *n);

const struct vet_place *lower_assignment(struct lower *l, struct node *n);
const struct vet_value *lower_update(struct lower *l, struct node *n); // += ++
void lower_initialise(struct lower *l, struct node *n, const struct vet_place *place,
                      bool is_variable);
void lower_assign(struct lower *l, const struct node *n, const struct vet_place *place,
                  const struct vet_value *value);
// The copy of a lock, if value is read from n, a variable or the like, and has one.
void lower_copy(struct lower *l, struct node *n, const struct vet_place *place,
                const struct vet_value *value, enum vet_copy how,
                const struct vet_function *function);
void lower_take_address(struct lower *l, const struct node *n, const struct vet_place *place);

struct vet_variable *lower_variable(struct lower *l, CXCursor declaration);
const struct vet_place *lower_temporary(struct lower *l, struct node *n,
                                        const struct vet_type *type);
const struct vet_type *lower_type(struct lower *l, const struct node *n);
// Moves a pointer by so many elements.
const struct vet_value *lower_moved(struct lower *l, const struct vet_value *pointer,
                                    const struct vet_value *by, const struct vet_type *type);

// ---- what is known without evaluating it --------------------------------------------------------

bool lower_constant(struct lower *l, struct node *n, int64_t *out);
// Is the text at this place this word?
bool lower_begins_with(struct lower *l, const struct node *n, const char *word);
struct node *lower_chosen(struct lower *l, struct node *n); // of _Generic; NULL: nobody can tell

#endif
