// run_tables.c - the tables of one process: locks, call sites, condition variables, hold times.
// SPDX-License-Identifier: MIT
#include "run_print.h"
#include "run_table.h"

#include <stdlib.h>

static const struct run_table locks = {
    .how_to_read = "Locks. contended: how often it was taken already, of acquired; total wait: of "
                   "all threads together; p99: 99 of 100 waits were shorter.",
    .head = "lock",
    .fields = {RUN_CONTENDED, RUN_ACQUIRED, RUN_WAIT_TOTAL, RUN_AVG_WAIT, RUN_WAIT_P99,
               RUN_WAIT_MAX},
    .field_count = 6,
};

static const struct run_table sites = {
    .how_to_read = "Call sites: where the program waited, and for which lock.",
    .head = "call site",
    .fields = {RUN_CONTENDED, RUN_ACQUIRED, RUN_WAIT_TOTAL, RUN_WAIT_P99},
    .field_count = 4,
};

static const struct run_table events = {
    .how_to_read =
        "Condition variables, channels and the like: waiting there is mostly waiting for work, "
        "and no contention.",
    .head = "waited for",
    .fields = {RUN_WAITS, RUN_TIMED_OUT, RUN_WAIT_TOTAL, RUN_AVG_WAIT, RUN_WAIT_P99, RUN_WAIT_MAX},
    .field_count = 6,
};

static const struct run_table held = {
    .how_to_read = "Hold times: how long locks were kept. Of the run: for that part of it the lock "
                   "was not free; above 100 %: several readers, or several locks.",
    .head = "lock",
    .fields = {RUN_ACQUIRED, RUN_HOLD_TOTAL, RUN_AVG_HOLD, RUN_HOLD_MAX, RUN_HOLD_SHARE},
    .field_count = 5,
};

static bool has(const struct run_table *t, enum run_field field)
{
    for (int i = 0; i < t->field_count; i++) {
        if (t->fields[i] == field)
            return true;
    }
    return field == RUN_NAME;
}

// What a table is sorted by can be seen in it; a wide one has all that there is.
static struct run_table fitted(const struct run_table *t, const struct run_options *o)
{
    static const enum run_field all[] = {RUN_WAIT_TOTAL, RUN_AVG_WAIT, RUN_WAIT_P50,
                                         RUN_WAIT_P99,   RUN_WAIT_MAX, RUN_TIMED_OUT};
    struct run_table fit = *t;
    bool of_waits = t != &held;
    bool of_lock = o->key == RUN_OWNER_CHANGES || o->key == RUN_HOLD_TOTAL;
    bool apart = t == &events || (t == &sites && of_lock);
    if (!o->wide && of_waits && !apart && !has(t, o->key))
        fit.fields[3] = o->key;
    if (o->wide && of_waits) {
        fit.field_count = t == &events ? 1 : 2;
        for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
            fit.fields[fit.field_count++] = all[i];
    }
    if (o->wide && t == &locks)
        fit.fields[fit.field_count++] = RUN_OWNER_CHANGES;
    return fit;
}

static void print(FILE *out, struct profile *p, const struct profile_process *process,
                  const struct run_table *table, enum run_rows_what what,
                  const struct run_options *o)
{
    struct run_table fit = fitted(table, o);
    enum run_field total = table == &held ? RUN_HOLD_TOTAL : RUN_WAIT_TOTAL;
    struct run_rows rows = run_rows_of(p, process, what, has(&fit, o->key) ? o->key : total);
    run_table_print(out, &fit, &rows, o->rows, o->wide);
    free(rows.rows);
}

void run_print_tables(FILE *out, struct profile *p, const struct profile_process *process,
                      const struct run_options *o)
{
    if (!o->sites_only)
        print(out, p, process, &locks, RUN_ROWS_LOCKS, o);
    print(out, p, process, &sites, RUN_ROWS_SITES, o);
    if (o->sites_only)
        return;
    if (process->hold)
        print(out, p, process, &held, RUN_ROWS_HELD, o);
    print(out, p, process, &events, RUN_ROWS_EVENTS, o);
}
