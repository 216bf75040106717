// pairs_program.c - whether the whole program makes up for what one function does.
// SPDX-License-Identifier: MIT
#include "vet/checks/pairs.h"

#include "xalloc.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { FAR = 6 }; // callers of callers are asked so far

// ---- functions that nobody calls ----------------------------------------------------------------

static struct vet_root *root_of(struct vet_pairs *p, const struct vet_lock_class *class)
{
    size_t number = vet_map_find(&p->roots, class);
    if (number == SIZE_MAX) {
        if (p->root_count % 64 == 0)
            p->root = xrealloc(p->root, (p->root_count + 64) * sizeof *p->root);
        number = p->root_count++;
        p->root[number] = (struct vet_root){0};
        vet_map_put(&p->roots, class, number);
    }
    return &p->root[number];
}

struct vet_root vet_root_of(const struct vet_pairs *p, const struct vet_lock_class *class)
{
    size_t number = class ? vet_map_find(&p->roots, class) : SIZE_MAX;
    return number == SIZE_MAX ? (struct vet_root){0} : p->root[number];
}

static void add_roots(struct vet_pairs *p, const struct vet_function *function)
{
    const struct vet_summary *s = function->summary;
    for (size_t i = 0; i < s->exit_count; i++)
        for (size_t j = 0; j < s->exits[i].lock_count; j++) {
            const struct vet_lock_now *l = &s->exits[i].locks[j];
            if (!l->class || l->maybe)
                continue;
            if (l->held && !l->entry_held)
                root_of(p, l->class)->lockers++;
            else if (!l->held && l->entry_held)
                root_of(p, l->class)->unlockers++;
        }
}

void vet_find_roots(struct vet_pairs *p)
{
    const struct vet_program *program = vet_flow_program(p->flow);
    for (size_t i = 0; i < program->function_count; i++) {
        const struct vet_function *f = program->functions[i];
        if (f->summary && !f->summary->is_primitive &&
            (!f->summary->caller_count || f->address_taken))
            add_roots(p, f);
    }
}

// ---- callers ------------------------------------------------------------------------------------

// What becomes, in the caller, of a lock that this call has taken or let go.
enum fate { FATE_UNKNOWN, FATE_MADE_UP, FATE_PASSED_ON };

static enum fate fate_of(const struct vet_summary *s, const struct vet_op *call, bool locks)
{
    enum fate fate = FATE_UNKNOWN;
    for (size_t i = 0; i < s->exit_count; i++)
        for (size_t j = 0; j < s->exits[i].lock_count; j++) {
            const struct vet_lock_now *l = &s->exits[i].locks[j];
            if ((locks ? l->since : l->until) != call)
                continue;
            bool made_up = locks ? !l->held || l->entry_held : l->since != NULL || l->declared;
            if (made_up)
                return FATE_MADE_UP;
            if (l->maybe || !l->place)
                return FATE_UNKNOWN;
            fate = FATE_PASSED_ON;
        }
    return fate;
}

struct asking {
    struct vet_pairs *pairs;
    const struct vet_lock_class *class;
    bool locks;
};

static bool is_made_up(const struct asking *a, const struct vet_function *function, unsigned depth)
{
    const struct vet_summary *s = function->summary;
    if (depth == FAR)
        return true;
    for (size_t i = 0; i < s->caller_count; i++) {
        const struct vet_function *caller = s->callers[i].caller;
        const struct vet_summary *c = caller->summary;
        if (caller->promise_count)
            return true;
        enum fate fate = fate_of(c, s->callers[i].op, a->locks);
        bool is_unknown =
            c->given_up || caller->is_incomplete || (fate == FATE_UNKNOWN && c->exit_count);
        if (is_unknown && vet_may_be_made_up(a->pairs, &s->callers[i], a->class, a->locks))
            return true;
        if (fate == FATE_MADE_UP ||
            (fate == FATE_PASSED_ON && caller != function && is_made_up(a, caller, depth + 1)))
            return true;
    }
    return false;
}

bool vet_is_seen_let_go(const struct vet_function *function)
{
    const struct vet_summary *s = function->summary;
    for (size_t i = 0; i < s->caller_count; i++)
        if (fate_of(s->callers[i].caller->summary, s->callers[i].op, true) == FATE_MADE_UP)
            return true;
    return false;
}

bool vet_is_let_go_by_callers(struct vet_pairs *p, const struct vet_function *function,
                              const struct vet_lock_class *class)
{
    return is_made_up(&(struct asking){p, class, true}, function, 0);
}

bool vet_is_held_by_callers(struct vet_pairs *p, const struct vet_function *function,
                            const struct vet_lock_class *class)
{
    return is_made_up(&(struct asking){p, class, false}, function, 0);
}

// ---- names --------------------------------------------------------------------------------------

static bool has_word(const char *name, const char *const *words)
{
    for (; *words; words++)
        if (strcasestr(name, *words))
            return true;
    return false;
}

// "lock", but not "unlock", "block", "locks", "locked" or "locker".
static bool has_lock(const char *name)
{
    for (const char *at = name; (at = strcasestr(at, "lock")); at += 4) {
        bool is_other = at > name && strchr("nNbB", at[-1]);
        int after = tolower((unsigned char)at[4]);
        if (!is_other && after != 's' && after != 'e')
            return true;
    }
    return false;
}

bool vet_is_named_locker(const char *name)
{
    static const char *const words[] = {"acquire", "enter", "begin", "hold", "claim",
                                        "prepare", "start", "take",  "fork", "grab",
                                        "freeze",  "pause", NULL};
    return has_lock(name) || has_word(name, words);
}

bool vet_is_named_unlocker(const char *name)
{
    static const char *const words[] = {"unlock",  "release", "leave", "end",    "exit", "fork",
                                        "_locked", "cleanup", "drop",  "resume", "stop", NULL};
    return has_word(name, words);
}
