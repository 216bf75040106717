// run_fields.c - the figures of a lock or a call site, under perf lock's names.
// SPDX-License-Identifier: MIT
#include "run_fields.h"

#include "text.h"

#include <math.h>
#include <string.h>

const struct run_field_words run_field_words[RUN_FIELDS] = {
    [RUN_WAIT_TOTAL] = {"wait_total", {"total", "wait"}, 9},
    [RUN_CONTENDED] = {"contended", {"", "contended"}, 10},
    [RUN_ACQUIRED] = {"acquired", {"", "acquired"}, 9},
    [RUN_AVG_WAIT] = {"avg_wait", {"avg", "wait"}, 8},
    [RUN_WAIT_MAX] = {"wait_max", {"max", "wait"}, 8},
    [RUN_WAIT_P50] = {"wait_p50", {"p50", "wait"}, 8},
    [RUN_WAIT_P99] = {"wait_p99", {"p99", "wait"}, 8},
    [RUN_WAITS] = {"waits", {"", "waits"}, 9},
    [RUN_TIMED_OUT] = {"timed_out", {"timed", "out"}, 7},
    [RUN_OWNER_CHANGES] = {"owner_changes", {"owner", "changes"}, 8},
    [RUN_HOLD_TOTAL] = {"hold_total", {"total", "hold"}, 9},
    [RUN_AVG_HOLD] = {"avg_hold", {"avg", "hold"}, 8},
    [RUN_HOLD_MAX] = {"hold_max", {"max", "hold"}, 8},
    [RUN_HOLD_SHARE] = {"hold_share", {"of the", "run"}, 8},
    [RUN_NAME] = {"name", {"", ""}, 0},
};

enum run_field run_field_of(const char *key)
{
    enum run_field f = 0;
    while (f < RUN_FIELDS && strcmp(run_field_words[f].key, key) != 0)
        f++;
    return f;
}

static double per(double sum, uint64_t count)
{
    return count > 0 ? sum / (double)count : NAN;
}

static double hold(const struct run_row *r)
{
    return (double)(r->shared ? r->lock->hold_shared_ns : r->lock->hold_ns);
}

// Of a caller behind a wrapper only the waits are known.
static bool is_known(const struct profile_use *u)
{
    return u->acquired > 0 || u->contended == u->timed_out;
}

double run_value(const struct run_row *r, enum run_field field)
{
    const struct profile_use *u = r->use;
    switch (field) {
    case RUN_WAITS:
    case RUN_CONTENDED: return (double)u->contended;
    case RUN_ACQUIRED: return is_known(u) ? (double)u->acquired : NAN;
    case RUN_WAIT_TOTAL: return (double)u->wait_ns;
    case RUN_AVG_WAIT: return per((double)u->wait_ns, u->contended);
    case RUN_WAIT_MAX: return u->contended > 0 ? (double)u->wait_max_ns : NAN;
    case RUN_WAIT_P50: return distribution_quantile(&u->waits, 0.5);
    case RUN_WAIT_P99: return distribution_quantile(&u->waits, 0.99);
    case RUN_TIMED_OUT: return (double)u->timed_out;
    case RUN_OWNER_CHANGES: return r->shared ? NAN : (double)r->lock->owner_changes;
    case RUN_HOLD_TOTAL: return hold(r);
    case RUN_AVG_HOLD: return per(hold(r), u->acquired);
    case RUN_HOLD_MAX: return r->shared ? NAN : (double)r->lock->hold_max_ns;
    case RUN_HOLD_SHARE: return r->duration_ns > 0 ? hold(r) / (double)r->duration_ns : NAN;
    case RUN_NAME:
    case RUN_FIELDS: break;
    }
    return NAN;
}

static bool is_count(enum run_field field)
{
    return field == RUN_CONTENDED || field == RUN_ACQUIRED || field == RUN_WAITS ||
           field == RUN_TIMED_OUT || field == RUN_OWNER_CHANGES;
}

struct words run_value_text(const struct run_row *r, enum run_field field)
{
    double value = run_value(r, field);
    if (field == RUN_HOLD_SHARE)
        return text_percent(value);
    return is_count(field) ? text_count(value) : text_duration(value);
}

int run_compare_rows(const struct run_row *a, const struct run_row *b, enum run_field key)
{
    double x = run_value(a, key);
    double y = run_value(b, key);
    x = isnan(x) ? -1 : x;
    y = isnan(y) ? -1 : y;
    if (key == RUN_NAME || x == y)
        return strcmp(a->name, b->name);
    return x < y ? 1 : -1;
}
