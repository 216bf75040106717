// report_html.c - a profile as a page: the locks, and in words what matters.
// SPDX-License-Identifier: MIT
#include "report_html.h"

#include "report_file.h"
#include "report_files.h"
#include "report_frame.h"
#include "run_fields.h"
#include "run_print.h"
#include "run_rows.h"
#include "text.h"
#include "xalloc.h"

#include <pawl/base.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_ROWS = 20, MOST_PROCESSES = 30 };

void html_place(char *text, size_t size, const struct profile_frame *f)
{
    char name[256];
    text_add(text, size, "%s", report_frame_name(f, name, sizeof name));
    if (f->file && f->line > 0)
        text_add(text, size, " (%s:%d)", report_file_name(f->file), f->line);
}

// ---- the locks in order -------------------------------------------------------------------------

static int by_wait(const void *a, const void *b)
{
    const struct html_lock *x = a;
    const struct html_lock *y = b;
    if (x->event != y->event)
        return x->event ? 1 : -1;
    return (x->wait_ns < y->wait_ns) - (x->wait_ns > y->wait_ns);
}

static struct html_lock of_lock(const struct profile *p, const struct profile_process *process,
                                const struct profile_lock *lock)
{
    struct html_lock l = {
        .process = process,
        .lock = lock,
        .wait_ns = profile_wait(lock),
        .event = run_is_event(lock->kind),
    };
    text_add(l.name, sizeof l.name, "%s", lock->name);
    if (p->process_count > 1)
        text_add(l.name, sizeof l.name, " [%d]", process->pid);
    return l;
}

static void collect_process(struct html_run *run, const struct profile_process *process)
{
    int64_t end = process->started_unix_ns + process->duration_ns;
    run->start_ns = process->started_unix_ns < run->start_ns ? process->started_unix_ns //
                                                             : run->start_ns;
    run->end_ns = end > run->end_ns ? end : run->end_ns;
    for (size_t i = 0; i < process->lock_count; i++) {
        struct html_lock l = of_lock(run->profile, process, &process->locks[i]);
        *(l.event ? &run->idle_ns : &run->wait_ns) += l.wait_ns;
        run->locks[run->lock_count++] = l;
    }
}

static void collect(struct html_run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->profile->process_count; i++)
        count += run->profile->processes[i].lock_count;
    run->locks = xcalloc(count, sizeof *run->locks);
    run->start_ns = INT64_MAX;
    for (size_t i = 0; i < run->profile->process_count; i++)
        collect_process(run, &run->profile->processes[i]);
    if (run->lock_count > 1)
        qsort(run->locks, run->lock_count, sizeof *run->locks, by_wait);
    while (run->coloured < run->lock_count && run->coloured < PAGE_COLOURS &&
           !run->locks[run->coloured].event && run->locks[run->coloured].wait_ns > 0) {
        run->locks[run->coloured].colour = (int)run->coloured + 1;
        run->coloured++;
    }
}

// ---- in words -----------------------------------------------------------------------------------

static const char *program_of(const struct html_run *run)
{
    return run->profile->process_count > 0 ? report_file_name(run->profile->processes[0].program)
                                           : "nothing";
}

static void begin_page(FILE *out, const struct html_run *run)
{
    char title[256] = "", subtitle[1024] = "";
    text_add(title, sizeof title, "Where %s waited", program_of(run));
    if (run->profile->process_count > 0) {
        const struct profile_process *first = &run->profile->processes[0];
        time_t started = first->started_unix_ns / 1000000000;
        char date[64] = "";
        struct tm utc;
        if (gmtime_r(&started, &utc))
            strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S UTC", &utc);
        text_add(subtitle, sizeof subtitle, "%s, process %d, %s, pawl %s, ", first->command,
                 first->pid, date, pawl_version());
        run_add_agents(subtitle, sizeof subtitle, first);
    }
    page_begin(out, title, subtitle);
}

// The lock that cost most, and the place where most of that was waited.
static void say_worst(char *text, size_t size, const struct html_run *run)
{
    const struct html_lock *l = &run->locks[0];
    text_add(text, size, " %s of it, %s, was for %s (%s)",
             text_percent((double)l->wait_ns / (double)run->wait_ns).text,
             text_duration((double)l->wait_ns).text, l->name, profile_kind(l->lock->kind));
    if (l->lock->site_count > 0) {
        text_add(text, size, "; the place that waited most is ");
        html_place(text, size, &l->lock->sites[0].caller);
    }
    text_add(text, size, ".");
}

static void write_headline(FILE *out, const struct html_run *run)
{
    char text[2048] = "";
    double duration = (double)(run->end_ns - run->start_ns);
    if (run->lock_count == 0) {
        text_add(text, sizeof text, "No lock was used.");
    } else if (run->wait_ns == 0) {
        text_add(text, sizeof text, "No thread had to wait for a lock.");
    } else {
        text_add(text, sizeof text, "In %s, threads waited %s for locks, all together.",
                 text_duration(duration).text, text_duration((double)run->wait_ns).text);
        say_worst(text, sizeof text, run);
    }
    page_element(out, "p.lead", "%s", text);
    if (run->idle_ns > 0)
        page_element(out, "p",
                     "They also waited %s for conditions. That may well be as it should be: a "
                     "thread without work waits for some.",
                     text_duration((double)run->idle_ns).text);
}

static void write_notes_of(FILE *out, const struct profile_process *p, bool several)
{
    char who[32] = "";
    if (several)
        text_add(who, sizeof who, "Process %d: ", p->pid);
    if (p->observed)
        page_element(out, "p.note", "%sThe program kept its own locks and was only watched.", who);
    if (!p->ended)
        page_element(out, "p.note",
                     "%sThe process had not ended in order: it was still running, or killed.", who);
    if (p->sample > 1)
        page_element(out, "p.note",
                     "%sOne wait in %u was recorded, and counts for as many: totals are estimates.",
                     who, p->sample);
    if (p->lost > 0)
        page_element(out, "p.note", "%sEntries that found no room, and are missing here: %s.", who,
                     text_grouped(p->lost).text);
    for (size_t i = 0; i < p->note_count; i++)
        page_element(out, "p.note", "%s%s", who, p->notes[i]);
}

static void write_notes(FILE *out, const struct html_run *run)
{
    for (size_t i = 0; i < run->profile->process_count && i < MOST_PROCESSES; i++)
        write_notes_of(out, &run->profile->processes[i], run->profile->process_count > 1);
}

// ---- tables -------------------------------------------------------------------------------------

static void write_processes(FILE *out, const struct profile *p)
{
    static const char *const heads[] = {"process", "<command", "started at", "ran for",
                                        "threads", "waited",   NULL};
    if (p->process_count < 2)
        return;
    page_section(out, "Processes");
    page_table_begin(out, heads);
    for (size_t i = 0; i < p->process_count && i < MOST_PROCESSES; i++) {
        const struct profile_process *process = &p->processes[i];
        uint64_t wait = 0;
        for (size_t l = 0; l < process->lock_count; l++)
            wait += profile_wait(&process->locks[l]);
        char pid[16] = "";
        text_add(pid, sizeof pid, "%d", process->pid);
        page_row(out);
        page_cell(out, pid);
        page_name(out, process->command, "");
        page_cell(
            out, text_duration((double)(process->started_unix_ns - p->processes[0].started_unix_ns))
                     .text);
        page_cell(out, text_duration((double)process->duration_ns).text);
        page_cell(out, text_grouped(process->threads).text);
        page_cell(out, text_duration((double)wait).text);
    }
    page_table_end(out);
    if (p->process_count > MOST_PROCESSES)
        page_element(out, "p.note", "And %s more.",
                     text_grouped(p->process_count - MOST_PROCESSES).text);
}

static const enum run_field fields[] = {RUN_WAIT_TOTAL, RUN_CONTENDED,  RUN_ACQUIRED,
                                        RUN_AVG_WAIT,   RUN_WAIT_P50,   RUN_WAIT_P99,
                                        RUN_WAIT_MAX,   RUN_HOLD_TOTAL, RUN_HOLD_MAX};
enum { FIELDS = sizeof fields / sizeof fields[0], HOLD_FIELDS = 2 };

static bool held_known(const struct profile *p)
{
    for (size_t i = 0; i < p->process_count; i++) {
        if (p->processes[i].hold)
            return true;
    }
    return false;
}

static void begin_table(FILE *out, int columns)
{
    const char *heads[FIELDS + 2] = {"<lock"};
    char text[FIELDS][32] = {""};
    for (int i = 0; i < columns; i++) {
        const struct run_field_words *w = &run_field_words[fields[i]];
        text_add(text[i], sizeof text[i], "%s%s%s", w->head[0], w->head[0][0] ? " " : "",
                 w->head[1]);
        heads[i + 1] = text[i];
    }
    page_table_begin(out, heads);
}

static void write_row(FILE *out, const struct html_lock *l, bool shared, int columns)
{
    char note[128] = "";
    const struct run_row row = {
        .lock = l->lock,
        .use = shared ? &l->lock->shared : &l->lock->exclusive,
        .shared = shared,
        .duration_ns = l->process->duration_ns,
    };
    text_add(note, sizeof note, "%s", profile_kind(l->lock->kind));
    if (l->lock->shared.acquired > 0)
        text_add(note, sizeof note, shared ? ", for reading" : ", for writing");
    if (l->lock->objects > 1)
        text_add(note, sizeof note, ", %s locks", text_grouped(l->lock->objects).text);
    if (l->lock->objects > 1 && l->lock->busiest_share > 0) // 0: not known
        text_add(note, sizeof note, ", busiest %s", text_percent(l->lock->busiest_share).text);
    page_row(out);
    page_name(out, l->name, note);
    for (int i = 0; i < columns; i++)
        page_cell(out, run_value_text(&row, fields[i]).text);
}

static void write_locks(FILE *out, const struct html_run *run)
{
    if (run->lock_count == 0)
        return;
    int columns = held_known(run->profile) ? FIELDS : FIELDS - HOLD_FIELDS;
    page_section(out, "Locks");
    begin_table(out, columns);
    for (size_t i = 0; i < run->lock_count && i < MOST_ROWS; i++) {
        const struct profile_lock *l = run->locks[i].lock;
        if (l->shared.acquired == 0 || l->exclusive.acquired > 0)
            write_row(out, &run->locks[i], false, columns);
        if (l->shared.acquired > 0)
            write_row(out, &run->locks[i], true, columns);
    }
    page_table_end(out);
    if (run->lock_count > MOST_ROWS)
        page_element(out, "p.note", "And %s more, for which less was waited.",
                     text_grouped(run->lock_count - MOST_ROWS).text);
    page_element(out, "p.note",
                 "contended: how often the lock was not free at once; only then is a wait timed. "
                 "avg, p50 (the median), p99 (1 in 100 was longer) and max are of those waits.");
}

// ---- the page -----------------------------------------------------------------------------------

static bool print(FILE *out, const void *arg)
{
    struct html_run run = {.profile = arg};
    collect(&run);
    begin_page(out, &run);
    write_headline(out, &run);
    write_notes(out, &run);
    write_processes(out, run.profile);
    write_locks(out, &run);
    html_pictures(out, &run);
    html_stacks(out, &run);
    page_end(out);
    free(run.locks);
    return ferror(out) == 0;
}

const char *report_html(const struct profile *p, const char *path)
{
    return report_file_write(path, print, p);
}
