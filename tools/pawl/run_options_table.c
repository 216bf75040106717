// run_options_table.c - the options of `pawl run` and `pawl report`.
// SPDX-License-Identifier: MIT
#include "run_options_table.h"

enum { RUN = RUN_VERB_RUN, REPORT = RUN_VERB_REPORT, BOTH = RUN | REPORT };
enum { WAITS = RUN_AIM_WAITS, CHECKS = RUN_AIM_CHECKS, ANY = WAITS | CHECKS };

const struct option_row option_rows[ROWS] = {
    {"lock", 0, RUN, ANY, "LOCK",
     "pawl: the program runs on pawl's locks (default); glibc: on its own, "
     "and is only observed"},
    {"hold", 0, RUN, WAITS, NULL,
     "also measure for how long locks are held (costs two looks at the clock "
     "each time)"},
    {"sample", 0, RUN, WAITS, "N",
     "record one wait of N, for all of them; totals stay true (default 1)"},
    {"output", 'o', RUN, ANY, "DIR", "keep the records in DIR, for pawl report"},
    {"signal", 0, RUN, WAITS, "SIG",
     "print a report when pawl itself gets the signal SIG, as USR1"},
    {"against", 'a', REPORT, WAITS, "OLD", "compare with an older run: lock by lock, what changed"},
    {"key", 'k', BOTH, WAITS, "KEY",
     "sort by KEY: wait_total (default), contended, acquired, avg_wait, "
     "wait_max, wait_p99, hold_total, owner_changes, name"},
    {"rows", 'n', BOTH, WAITS, "ROWS", "rows of a table (default 10; 0: all)"},
    {"site", 's', BOTH, WAITS, NULL, "show call sites only, not locks"},
    {"stacks", 0, BOTH, WAITS, "N", "show the N stacks that waited most, and who made them wait"},
    {"wide", 'w', BOTH, ANY, NULL, "all columns, whole names, lines as long as it takes"},
    {"pid", 'p', BOTH, WAITS, "PID", "of several processes show this one (default: the busiest)"},
    {"all-processes", 0, BOTH, WAITS, NULL, "show each process in detail"},
    {"raw-addresses", 0, BOTH, ANY, NULL, "also show addresses in memory, not only in files"},
    {"json", 'j', BOTH, ANY, "FILE", "write everything to FILE, for programs and pawl report"},
    {"html", 0, BOTH, WAITS, "FILE", "write one page with pictures"},
    {"pprof", 0, BOTH, WAITS, "FILE", "write a profile for go tool pprof"},
    {"folded", 0, BOTH, WAITS, "FILE", "write folded stacks for a flame graph"},
    {"by", 0, BOTH, WAITS, "WHO",
     "stacks in --pprof and --folded: of the waiter (default), or of the "
     "unlocker, who made others wait"},
    {"report-to", 0, BOTH, ANY, "FILE", "write the report to FILE, not to the terminal"},
    {"quiet", 'q', BOTH, ANY, NULL, "no report: only the files"},
    {"help", 'h', BOTH, ANY, NULL, "this help"},
    {"check", 0, RUN, CHECKS, NULL,
     "find misuse of locks and deadlocks, instead of measuring waits"},
    {"held-too-long", 0, RUN, CHECKS, "MS", "a lock that is held for longer is a finding"},
    {"on-finding", 0, RUN, CHECKS, "DO",
     "report: print it, and the program goes on (default); abort: end the program there"},
    {"exit-code", 0, RUN, CHECKS, "N", "exit with N if anything was found"},
    {"suppress", 0, BOTH, CHECKS, "FILE", "do not show what FILE has rules for"},
    {"all-findings", 0, BOTH, CHECKS, NULL,
     "also show what can hardly go wrong, and what is suppressed"},
};
