// report_html.h - what the parts of a profile's page share.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_REPORT_HTML_H
#define PAWL_TOOLS_REPORT_HTML_H

#include "profile.h"
#include "report_page.h"

// A lock on the page.
struct html_lock {
    const struct profile_process *process;
    const struct profile_lock *lock;
    uint64_t wait_ns;
    bool event; // a condition variable or wait group: threads may be meant to wait
    int colour; // 0: one of the others
    char name[200];
};

// A profile, its locks in the order of the page: events last, else most waiting first.
struct html_run {
    const struct profile *profile;
    struct html_lock *locks;
    size_t lock_count;
    size_t coloured;           // the first ones, which the pictures show
    int64_t start_ns, end_ns;  // of all processes, on the wall clock
    uint64_t wait_ns, idle_ns; // for locks; for events
};

// html_pictures writes the section with the pictures, if anybody waited.
void html_pictures(FILE *out, const struct html_run *run);

// html_stacks writes who waited, and who made them wait.
void html_stacks(FILE *out, const struct html_run *run);

// html_place appends "queue_pop (queue.c:40)" to text.
void html_place(char *text, size_t size, const struct profile_frame *f);

#endif
