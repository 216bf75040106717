// learn.c - what becomes known on a path, by a condition or an assignment.
// SPDX-License-Identifier: MIT
#include "vet/flow/path.h"

#include <string.h>

// What a variable is set to from what it was, in a loop or line by line, doubles each time, and a
// walk along a list finds a new name at each turn: what is made of more than this has no name but
// the variable's.
enum { LARGEST = 32 };

// Is it a memory of which two looks may differ, although nobody here has written it?
static bool is_fickle(const struct vet_value *value)
{
    const struct vet_type *t = value->kind == VET_VALUE_LOAD ? value->place->type : NULL;
    return t && (t->is_volatile || t->is_atomic) && vet_is_shared(value);
}

static bool has_unknown(const struct vet_value *v)
{
    switch (v->kind) {
    case VET_VALUE_UNKNOWN: return true;
    case VET_VALUE_UNARY: return has_unknown(v->left);
    case VET_VALUE_BINARY: return has_unknown(v->left) || has_unknown(v->right);
    default: return false;
    }
}

static struct vet_fact *fact_of(struct vet_path *path, const struct vet_value *key)
{
    for (size_t i = 0; i < path->fact_count; i++)
        if (path->facts[i].key == key)
            return &path->facts[i];
    // The oldest gives way.
    if (path->fact_count == VET_PATH_FACTS)
        memmove(path->facts, path->facts + 1, --path->fact_count * sizeof *path->facts);
    struct vet_fact *f = &path->facts[path->fact_count++];
    *f = (struct vet_fact){.key = key, .range = vet_range_all};
    return f;
}

void vet_learn_same(struct vet_path *path, const struct vet_value *key,
                    const struct vet_value *same)
{
    if (same == key || same->size > LARGEST || has_unknown(same) || is_fickle(key))
        return;
    struct vet_fact *f = fact_of(path, key);
    if (same->kind == VET_VALUE_CONSTANT) {
        f->same = NULL;
        f->range = vet_range_of(same->constant, same->constant);
    } else {
        f->same = same;
        f->range = vet_range_all;
    }
}

// A failed or successful attempt to lock, of which the result is looked at now.
static void settle(struct vet_path *path)
{
    for (size_t i = 0; i < path->lock_count; i++) {
        struct vet_lock_now *l = &path->locks[i];
        if (!l->pending)
            continue;
        struct vet_range r = vet_known_range(path, vet_known_value(path, l->pending));
        bool zero = vet_range_is_empty(vet_range_without(r, 0)), nonzero = !vet_range_has(r, 0);
        if (!zero && !nonzero)
            continue;
        if (zero != (l->success == VET_ZERO)) {
            l->held = false;
            l->until = NULL;
        }
        l->pending = NULL;
    }
}

static bool learn_range(struct vet_path *path, const struct vet_value *value,
                        struct vet_range range)
{
    struct vet_range known = vet_known_range(path, value);
    struct vet_range both = vet_range_both(known, range);
    if (vet_range_is_empty(both))
        return false;
    if (vet_range_is_equal(known, both) || value->kind == VET_VALUE_CONSTANT ||
        value->kind == VET_VALUE_UNKNOWN || has_unknown(value) || is_fickle(value))
        return true;
    struct vet_fact *f = fact_of(path, value);
    f->same = NULL;
    f->range = both;
    return true;
}

void vet_learn_failure(struct vet_path *path, const struct vet_value *value)
{
    for (size_t i = 0; i < path->fact_count; i++)
        if (path->facts[i].key == value)
            path->facts[i].is_failure = true;
}

// Which numbers say that an attempt failed, the program knows: those that it asks for.
static bool is_failure(const struct vet_path *path, const struct vet_value *value)
{
    for (size_t i = 0; i < path->fact_count; i++)
        if (path->facts[i].key == value)
            return path->facts[i].is_failure && !vet_range_has(path->facts[i].range, 0);
    return false;
}

static bool learn(struct vet_path *path, const struct vet_value *value, bool truth);

static bool learn_equal(struct vet_path *path, const struct vet_value *left,
                        const struct vet_value *right, bool truth)
{
    if (left->kind == VET_VALUE_CONSTANT) {
        const struct vet_value *swap = left;
        left = right;
        right = swap;
    }
    if (right->kind != VET_VALUE_CONSTANT)
        return true;
    int64_t c = right->constant;
    if (!truth && c != 0 && is_failure(path, left))
        return false;
    bool is_condition = left->kind == VET_VALUE_BINARY &&
                        (left->operator_ == VET_EQUAL || left->operator_ == VET_LESS ||
                         left->operator_ == VET_LESS_EQUAL);
    if (is_condition && (c == 0 || c == 1))
        return learn(path, left, (c != 0) == truth);
    if (left->kind == VET_VALUE_BINARY && left->operator_ == VET_ADD &&
        left->right->kind == VET_VALUE_CONSTANT &&
        !__builtin_sub_overflow(c, left->right->constant, &c))
        left = left->left;
    return learn_range(path, left,
                       truth ? vet_range_of(c, c) : vet_range_without(vet_range_all, c));
}

// left < right, or left <= right, with equal.
static bool learn_less(struct vet_path *path, const struct vet_value *left,
                       const struct vet_value *right, bool equal)
{
    struct vet_range l = vet_known_range(path, left), r = vet_known_range(path, right);
    int64_t most = r.high, least = l.low;
    if (!equal && most != INT64_MAX && most != INT64_MIN)
        most--;
    if (!equal && least != INT64_MIN && least != INT64_MAX)
        least++;
    return learn_range(path, left, vet_range_of(INT64_MIN, most)) &&
           learn_range(path, right, vet_range_of(least, INT64_MAX));
}

static bool learn(struct vet_path *path, const struct vet_value *v, bool truth)
{
    struct vet_range what = truth ? vet_range_without(vet_range_all, 0) : vet_range_of(0, 0);
    if (!learn_range(path, v, what))
        return false;
    if (v->kind != VET_VALUE_BINARY)
        return true;
    switch (v->operator_) {
    case VET_EQUAL: return learn_equal(path, v->left, v->right, truth);
    case VET_LESS:
        return truth ? learn_less(path, v->left, v->right, false)
                     : learn_less(path, v->right, v->left, true);
    case VET_LESS_EQUAL:
        return truth ? learn_less(path, v->left, v->right, true)
                     : learn_less(path, v->right, v->left, false);
    case VET_AND: // some bits are set: so it is not 0
        if (truth && v->right->kind == VET_VALUE_CONSTANT)
            return learn_range(path, v->left, what);
        return true;
    case VET_OR:
        if (!truth)
            return learn_range(path, v->left, what) && learn_range(path, v->right, what);
        return true;
    default: return true;
    }
}

bool vet_learn_range(struct vet_path *path, const struct vet_value *value, struct vet_range range)
{
    bool can_be = learn_range(path, value, range);
    settle(path);
    return can_be;
}

bool vet_learn(struct vet_path *path, const struct vet_value *value, bool truth)
{
    bool can_be = learn(path, vet_known_value(path, value), truth);
    settle(path);
    return can_be;
}
