// inside.h - what the files of flow/, and the checks that tell of paths, share.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_FLOW_INSIDE_H
#define PAWL_VET_FLOW_INSIDE_H

#include "vet/flow/map.h"
#include "vet/flow/path.h"

enum {
    VET_TAKEN = 48,     // locks that a function may take, of which is known
    VET_EXITS = 96,     // different ways out of a function
    VET_EVENTS = 256,   // of a function
    VET_WRITTEN = 400,  // fields and globals that a function writes; more, and it is not known
    VET_CONDITIONS = 5, // arguments that decide
};

// A numerical parameter, as it was known to be where something happened.
struct vet_condition {
    const struct vet_variable *parameter;
    struct vet_range range;
};

struct vet_conditions {
    size_t count;
    struct vet_condition list[VET_CONDITIONS];
};

// A lock that a function may take, by itself or by what it calls.
struct vet_taking {
    struct vet_taken taken;
    bool let_go_first; // what is locked again here was unlocked here before
    bool outright;     // whatever the arguments are
    struct vet_conditions when;
    const struct vet_taking *from; // in the callee
};

// A way out of a function.
struct vet_exit {
    const struct vet_block *block;
    const struct vet_value *value; // that it returns, or NULL
    struct vet_range range;        // of it
    struct vet_conditions when;
    size_t lock_count;
    struct vet_lock_now *locks;
};

enum vet_event_kind {
    VET_LOCKED_TWICE,
    VET_UNLOCKED_TWICE,     // or after an attempt that failed
    VET_UNLOCKED_AS_READER, // of a lock that is held for writing, or the reverse
    VET_WAITED_WITHOUT,
    VET_CALLED_HOLDING, // what takes the lock itself
    VET_NESTED,         // a lock is taken while another is held
    VET_ENDED_HELD,     // destroyed
};

struct vet_event {
    enum vet_event_kind kind;
    const struct vet_op *op;
    const struct vet_block *block;
    struct vet_effect effect;        // of op
    const struct vet_place *place;   // that it is about, by what is known
    struct vet_lock_now lock;        // what was known of it; VET_NESTED: the other lock
    const struct vet_taking *taking; // by a callee, or NULL
    size_t held_count;               // VET_NESTED: all that were held
    struct vet_lock_now *held;
};

// What a call does, made once.
struct vet_call_info {
    size_t effect_count;
    struct vet_effect effects[VET_EFFECTS];
    size_t confused_count; // places of which nothing is known after the call
    const struct vet_place *confused[VET_EFFECTS];
    size_t taking_count;
    const struct vet_taking *const *takings; // of the callee
    const struct vet_place **taken;          // as seen by the caller, or NULL
    const struct vet_map *writes;            // or NULL
    bool never_returns, knows_results;
    struct vet_range results;
    const struct vet_value *returned; // all that it does is to return this; or NULL
    bool is_declared;                 // all of it is said by tables and promises
};

// A function's graph, made ready.
struct vet_plan {
    bool is_worth_it; // it, or what it calls, has to do with locks
    size_t block_count;
    unsigned *rank;      // by block index: in which order they are followed
    unsigned *order;     // by rank: block index
    unsigned *come_from; // how many ways lead to a block
    bool *in_loop;
    struct vet_map tokens;           // variables, fields and functions that matter
    uint64_t *live;                  // by block index: those which matter from there on
    size_t words;                    // of 64 tokens, for each block
    const struct vet_place **shadow; // by parameter: a name for what it was at first, or NULL
};

enum vet_progress { VET_FRESH, VET_UNDERWAY, VET_MADE };

struct vet_summary {
    enum vet_progress progress;
    bool given_up, never_returns, is_primitive;
    struct vet_plan *plan;
    size_t effect_count;
    struct vet_effect effects[VET_EFFECTS];
    size_t confused_count;
    const struct vet_place *confused[VET_EFFECTS];
    size_t begun_count;
    const struct vet_place *begun[VET_EFFECTS]; // locks that callers may know
    bool begun_reentrant[VET_EFFECTS];
    size_t taking_count;
    struct vet_taking *takings[VET_TAKEN];
    struct vet_taken *taken; // the same, for vet_may_take
    size_t exit_count;
    struct vet_exit *exits;
    struct vet_range results;         // all that it may return
    const struct vet_value *returned; // all that it does is to return this; or NULL
    size_t event_count;
    struct vet_event *events;
    struct vet_map writes;
    bool writes_much;
    struct vet_call *callers;
    size_t caller_count, caller_room;
};

struct vet_flow {
    struct vet_program *program;
    const struct vet_locks *locks;
    struct vet_map infos; // by op: number in info
    struct vet_call_info **info;
    size_t info_count;
    struct vet_map classes; // by field or variable: number in class
    struct vet_lock_class **class;
    size_t class_count;
    struct vet_map results; // by function: number in result
    const struct vet_value **result;
    size_t result_count;
    const struct vet_watch *watch; // or NULL
    void *watched;
};

// ---- classes.c ----------------------------------------------------------------------------------

struct vet_class_inside {
    struct vet_lock_class class;
    bool reentrant;
};

void vet_find_reentrant(struct vet_flow *f);

// ---- plan.c, live.c -----------------------------------------------------------------------------

struct vet_plan *vet_plan_of(struct vet_flow *f, const struct vet_function *function);
void vet_plan_liveness(struct vet_flow *f, struct vet_plan *plan,
                       const struct vet_function *function);

// What a fact about a place is filed under: its outermost part.
const void *vet_token_of(const struct vet_place *p);
bool vet_is_live(const struct vet_plan *plan, unsigned block, const void *token);
void vet_plan_free(struct vet_plan *plan);

// ---- info.c -------------------------------------------------------------------------------------

const struct vet_call_info *vet_info_of(struct vet_flow *f, const struct vet_op *call);

// The value that stands for what a function returns, in places that its callers see.
const struct vet_value *vet_result_of(struct vet_flow *f, const struct vet_function *function,
                                      const struct vet_type *type);

// ---- record.c -----------------------------------------------------------------------------------

// What is written down while paths are followed; NULL: nothing.
struct vet_record {
    struct vet_summary *summary;
    struct vet_program *program;
    struct vet_flow *flow;
    const struct vet_block *block; // where the path is
};

void vet_record_event(struct vet_record *r, const struct vet_path *path, struct vet_event event);
void vet_record_taking(struct vet_record *r, const struct vet_path *path,
                       const struct vet_effect *e, const struct vet_place *place,
                       const struct vet_op *op, const struct vet_taking *from, bool let_go_first);
void vet_record_beginning(struct vet_record *r, const struct vet_path *path,
                          const struct vet_place *place, bool reentrant);
void vet_record_exit(struct vet_record *r, const struct vet_path *path,
                     const struct vet_value *value);
struct vet_conditions vet_conditions_of(const struct vet_path *path);

// Can both be?
bool vet_conditions_meet(const struct vet_conditions *a, const struct vet_conditions *b);

// ---- step.c, locking.c --------------------------------------------------------------------------

// vet_step makes op happen. Returns false if the path ends there. If the call may turn out in two
// ways, *other becomes the second path, and *splits is set.
bool vet_step(struct vet_path *path, const struct vet_op *op, struct vet_record *r,
              struct vet_path *other, bool *splits);

// vet_apply makes an effect that always happens, happen.
void vet_apply(struct vet_path *path, const struct vet_op *op, const struct vet_effect *e,
               struct vet_record *r);

// vet_apply_calls: what the callee takes while it runs.
void vet_apply_takings(struct vet_path *path, const struct vet_op *op,
                       const struct vet_call_info *info, struct vet_record *r);

// The lock at place, which is known, or NULL. vet_lock_like also finds one that may be the same by
// another name, if there is only one.
struct vet_lock_now *vet_lock_at(struct vet_path *path, const struct vet_place *place);
struct vet_lock_now *vet_lock_like(struct vet_path *path, const struct vet_place *place);

// ---- explore.c ----------------------------------------------------------------------------------

// vet_explore follows all paths of a function, from what is known at its start. Returns false if
// there are too many.
bool vet_explore(struct vet_flow *f, const struct vet_function *function,
                 const struct vet_path *start, struct vet_record *r, vet_visit *visit, void *arg);

// What is known at the start: promises; with guesses, also what the summary has found out.
void vet_path_begin(struct vet_path *path, struct vet_flow *f, const struct vet_function *function,
                    bool guesses);

// Does this effect of a function tell that it starts with the lock held?
bool vet_is_guess(enum vet_verb verb);

// ---- summary.c, effects.c -----------------------------------------------------------------------

void vet_summarise(struct vet_flow *f, struct vet_function *function);
void vet_find_effects(struct vet_flow *f, struct vet_function *function);

// What an exit does to a lock.
enum vet_outcome {
    VET_UNTOUCHED,
    VET_BALANCED, // locked and unlocked
    VET_NEEDED,   // unlocked and locked again, or waited with
    VET_ASSERTED, // something is called that needs it
    VET_ACQUIRED,
    VET_RELEASED,
    VET_UNCLEAR,
};
enum vet_outcome vet_outcome_of(const struct vet_exit *e, const struct vet_place *place,
                                const struct vet_lock_now **lock);

#endif
