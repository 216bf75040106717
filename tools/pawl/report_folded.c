// report_folded.c - stacks in one line each, as flamegraph.pl and speedscope read them.
// SPDX-License-Identifier: MIT
#include "report_file.h"
#include "report_files.h"
#include "report_frame.h"
#include "report_index.h"
#include "text.h"
#include "xalloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 16384, NAME = 512 };

// Lines that differ in nothing but addresses are one.
struct lines {
    struct report_index index;
    char **texts;
    uint64_t *wait_ns;
};

struct request {
    const struct profile *profile;
    enum report_by by;
};

// A semicolon ends a frame, and a line break the line.
static void add_name(char *line, const char *separator, const char *name)
{
    char text[NAME] = "";
    text_add(text, sizeof text, "%s", name);
    text_tame(text);
    for (char *c = text; *c != '\0'; c++)
        *c = *c == ';' ? ':' : *c;
    text_add(line, LINE, "%s%s", separator, text);
}

// The root comes first: with several processes, the process.
static void write_line(char *line, const struct profile *p, const struct profile_process *process,
                       const struct profile_lock *lock, const struct profile_stack *stack)
{
    char name[NAME] = "";
    line[0] = '\0';
    if (p->process_count > 1) {
        text_add(name, sizeof name, "[%d %s]", process->pid, report_file_name(process->program));
        add_name(line, "", name);
    }
    for (size_t i = stack->depth; i-- > 0;)
        add_name(line, line[0] ? ";" : "", report_frame_name(&stack->frames[i], name, sizeof name));
    if (stack->depth == 0)
        add_name(line, line[0] ? ";" : "", "[unknown]");
    name[0] = '\0';
    text_add(name, sizeof name, "[lock %s]", lock->name);
    add_name(line, ";", name);
}

static void count_line(struct lines *l, const char *line, uint64_t wait_ns)
{
    bool fresh;
    size_t number = report_index_of(&l->index, line, &fresh);
    if (fresh) {
        l->texts = xrealloc(l->texts, l->index.count * sizeof *l->texts);
        l->wait_ns = xrealloc(l->wait_ns, l->index.count * sizeof *l->wait_ns);
        l->texts[number] = xstrdup(line);
        l->wait_ns[number] = 0;
    }
    l->wait_ns[number] += wait_ns;
}

static void add_lock(struct lines *l, const struct request *r,
                     const struct profile_process *process, const struct profile_lock *lock)
{
    static char line[LINE];
    bool waiter = r->by == REPORT_BY_WAITER;
    const struct profile_charge *charges = waiter ? lock->waited : lock->unlocked;
    size_t count = waiter ? lock->waited_count : lock->unlocked_count;
    for (size_t i = 0; i < count; i++) {
        write_line(line, r->profile, process, lock, &process->stacks[charges[i].stack]);
        if (charges[i].wait_ns > 0)
            count_line(l, line, charges[i].wait_ns);
    }
}

static bool print(FILE *out, const void *arg)
{
    const struct request *r = arg;
    struct lines l = {.texts = NULL};
    for (size_t i = 0; i < r->profile->process_count; i++) {
        const struct profile_process *process = &r->profile->processes[i];
        for (size_t k = 0; k < process->lock_count; k++)
            add_lock(&l, r, process, &process->locks[k]);
    }
    bool ok = true;
    for (size_t i = 0; i < l.index.count; i++) {
        ok = ok && fprintf(out, "%s %" PRIu64 "\n", l.texts[i], l.wait_ns[i]) > 0;
        free(l.texts[i]);
    }
    free(l.texts);
    free(l.wait_ns);
    report_index_free(&l.index);
    return ok;
}

const char *report_folded(const struct profile *p, enum report_by by, const char *path)
{
    return report_file_write(path, print, &(struct request){p, by});
}
