// run_options_take.c - the values of the options of `pawl run` and `pawl report`.
// SPDX-License-Identifier: MIT
#include "run_options_table.h"

#include "run_numbers.h"
#include "text.h"

#include <string.h>

static bool take_key(struct run_options *o, const char *text, char *why, size_t size)
{
    const char *keys[RUN_FIELDS + 1] = {NULL};
    for (enum run_field f = 0; f < RUN_FIELDS; f++)
        keys[f] = run_field_words[f].key;
    o->key = run_field_of(text);
    if (o->key < RUN_FIELDS)
        return true;
    snprintf(why, size, "--key: nothing is called '%.100s'.", text);
    text_add_nearest(why, size, text, keys);
    return false;
}

// One of two words.
static bool choose(const char *option, const char *text, const char *no, const char *yes, bool *out,
                   char *why, size_t size)
{
    *out = strcmp(text, yes) == 0;
    if (*out || strcmp(text, no) == 0)
        return true;
    snprintf(why, size, "--%s: '%.100s' is neither %s nor %s", option, text, no, yes);
    return false;
}

static bool take_by(struct run_options *o, const char *text, char *why, size_t size)
{
    bool unlocker;
    if (!choose("by", text, "waiter", "unlocker", &unlocker, why, size))
        return false;
    o->by = unlocker ? REPORT_BY_UNLOCKER : REPORT_BY_WAITER;
    return true;
}

static bool take_number(const char *option, const char *text, long low, long high, int *out,
                        char *why, size_t size)
{
    long number;
    if (!run_number(text, low, high, &number)) {
        snprintf(why, size, "--%s: '%.100s' is no number from %ld to %ld", option, text, low, high);
        return false;
    }
    *out = (int)number;
    return true;
}

static bool take_signal(struct run_options *o, const char *text, char *why, size_t size)
{
    o->signal = run_signal(text);
    if (o->signal > 0)
        return true;
    snprintf(why, size, "--signal: '%.100s' is no signal that pawl can wait for", text);
    return false;
}

static bool take_sample(struct run_options *o, const char *text, char *why, size_t size)
{
    int number = 0;
    bool ok = take_number("sample", text, 1, 1000000, &number, why, size);
    o->sample = (unsigned)number;
    return ok;
}

static bool take_suppress(struct run_options *o, const char *path, char *why, size_t size)
{
    if (o->suppress_count == RUN_SUPPRESS) {
        snprintf(why, size, "--suppress: more than %d files", RUN_SUPPRESS);
        return false;
    }
    o->suppress[o->suppress_count++] = path;
    return true;
}

bool option_take_value(struct run_options *o, int option, const char *value, char *why, size_t size)
{
    switch (option) {
    case LOCK: return choose("lock", value, "pawl", "glibc", &o->glibc, why, size);
    case SAMPLE: return take_sample(o, value, why, size);
    case SIGNAL: return take_signal(o, value, why, size);
    case KEY: return take_key(o, value, why, size);
    case BY: return take_by(o, value, why, size);
    case ROWS_MOST: return take_number("rows", value, 0, 1000000, &o->rows, why, size);
    case STACKS: return take_number("stacks", value, 0, 1000000, &o->stacks, why, size);
    case PID: return take_number("pid", value, 1, INT32_MAX, &o->pid, why, size);
    case HELD_TOO_LONG:
        return take_number("held-too-long", value, 1, 1000000000, &o->held_too_long_ms, why, size);
    case ON_FINDING:
        return choose("on-finding", value, "report", "abort", &o->abort_on_finding, why, size);
    case EXIT_CODE: return take_number("exit-code", value, 1, 255, &o->exit_code, why, size);
    case SUPPRESS: return take_suppress(o, value, why, size);
    case OUTPUT: o->output = value; return true;
    case AGAINST: o->against = value; return true;
    case JSON: o->json = value; return true;
    case HTML: o->html = value; return true;
    case PPROF: o->pprof = value; return true;
    case FOLDED: o->folded = value; return true;
    default: o->report_to = value; return true;
    }
}

void option_take_flag(struct run_options *o, int option)
{
    switch (option) {
    case HOLD: o->hold = true; break;
    case SITE: o->sites_only = true; break;
    case WIDE: o->wide = true; break;
    case ALL_PROCESSES: o->all_processes = true; break;
    case RAW_ADDRESSES: o->raw_addresses = true; break;
    case QUIET: o->quiet = true; break;
    case CHECK: o->check = true; break;
    case ALL_FINDINGS: o->all_findings = true; break;
    default: o->help = true; break;
    }
}
