// range.c - what a number may be.
// SPDX-License-Identifier: MIT
#include "vet/flow/range.h"

const struct vet_range vet_range_all = {INT64_MIN, INT64_MAX, 0, false};
const struct vet_range vet_range_truth = {0, 1, 0, false};

struct vet_range vet_range_of(int64_t low, int64_t high)
{
    return (struct vet_range){low, high, 0, false};
}

struct vet_range vet_range_without(struct vet_range r, int64_t number)
{
    if (number == r.low && number == r.high)
        return vet_range_of(1, 0);
    if (number == r.low)
        r.low++;
    else if (number == r.high)
        r.high--;
    else if (number > r.low && number < r.high && (!r.holed || number == 0)) {
        r.holed = true;
        r.hole = number;
    }
    if (r.holed && (r.hole <= r.low || r.hole >= r.high)) {
        int64_t hole = r.hole;
        r.holed = false;
        r.hole = 0;
        return vet_range_without(r, hole);
    }
    return r;
}

struct vet_range vet_range_both(struct vet_range a, struct vet_range b)
{
    struct vet_range r =
        vet_range_of(a.low > b.low ? a.low : b.low, a.high < b.high ? a.high : b.high);
    if (r.low > r.high)
        return vet_range_of(1, 0);
    if (a.holed)
        r = vet_range_without(r, a.hole);
    if (b.holed && !vet_range_is_empty(r))
        r = vet_range_without(r, b.hole);
    return r;
}

struct vet_range vet_range_either(struct vet_range a, struct vet_range b)
{
    struct vet_range r =
        vet_range_of(a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high);
    if (a.holed && !vet_range_has(b, a.hole))
        return vet_range_without(r, a.hole);
    if (b.holed && !vet_range_has(a, b.hole))
        return vet_range_without(r, b.hole);
    if (!vet_range_has(a, 0) && !vet_range_has(b, 0))
        return vet_range_without(r, 0);
    return r;
}

struct vet_range vet_range_moved(struct vet_range r, int64_t by)
{
    struct vet_range m = r;
    if ((r.low != INT64_MIN && __builtin_add_overflow(r.low, by, &m.low)) ||
        (r.high != INT64_MAX && __builtin_add_overflow(r.high, by, &m.high)))
        return vet_range_all;
    if (r.holed && __builtin_add_overflow(r.hole, by, &m.hole))
        m.holed = false;
    return m;
}

bool vet_range_is_empty(struct vet_range r)
{
    return r.low > r.high;
}

bool vet_range_is_all(struct vet_range r)
{
    return r.low == INT64_MIN && r.high == INT64_MAX && !r.holed;
}

bool vet_range_is_equal(struct vet_range a, struct vet_range b)
{
    return a.low == b.low && a.high == b.high && a.holed == b.holed &&
           (!a.holed || a.hole == b.hole);
}

bool vet_range_has(struct vet_range r, int64_t number)
{
    return number >= r.low && number <= r.high && !(r.holed && r.hole == number);
}

bool vet_range_is_one(struct vet_range r, int64_t *number)
{
    *number = r.low;
    return r.low == r.high;
}
