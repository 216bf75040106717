// run_stacks.c - the stacks that waited most, and those that made them wait.
// SPDX-License-Identifier: MIT
#include "run_print.h"
#include "run_rows.h"

#include "report_stack.h"
#include "xalloc.h"

#include <inttypes.h>
#include <stdlib.h>

enum { UNLOCKERS = 2 }; // shown for each waiting stack
enum { STACK_INDENT = 6 };

struct waiting {
    const struct profile_lock *lock;
    const struct profile_charge *charge;
};

static int by_wait(const void *a, const void *b)
{
    const struct waiting *x = a;
    const struct waiting *y = b;
    return (x->charge->wait_ns < y->charge->wait_ns) - (x->charge->wait_ns > y->charge->wait_ns);
}

static struct waiting *all_waiting(const struct profile_process *process, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < process->lock_count; i++)
        *count += run_is_event(process->locks[i].kind) ? 0 : process->locks[i].waited_count;
    struct waiting *all = xcalloc(*count, sizeof *all);
    struct waiting *end = all;
    for (size_t i = 0; i < process->lock_count; i++) {
        const struct profile_lock *l = &process->locks[i];
        for (size_t j = 0; !run_is_event(l->kind) && j < l->waited_count; j++)
            *end++ = (struct waiting){l, &l->waited[j]};
    }
    if (*count > 1)
        qsort(all, *count, sizeof *all, by_wait);
    return all;
}

static void print_unlockers(FILE *out, struct profile *p, const struct profile_process *process,
                            const struct profile_lock *l, bool wide)
{
    for (size_t i = 0; i < l->unlocked_count && i < UNLOCKERS; i++) {
        const struct profile_charge *c = &l->unlocked[i];
        char text[300] = "";
        text_add(text, sizeof text,
                 "made to wait by %s unlock%s here, %s in all:", text_grouped(c->count).text,
                 text_plural(c->count), text_duration((double)c->wait_ns).text);
        fprintf(out, "   %s\n", text);
        report_stack(out, p, &process->stacks[c->stack], STACK_INDENT, wide);
    }
}

// Returns the number of the stack at which it was told who made others wait for this lock; 0: not
// yet.
static size_t told_at(const struct waiting *all, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (all[i].lock == all[index].lock)
            return i + 1;
    }
    return 0;
}

static void print_waiting(FILE *out, struct profile *p, const struct profile_process *process,
                          const struct waiting *all, size_t index, bool wide)
{
    const struct waiting *w = &all[index];
    size_t told = told_at(all, index);
    char text[1200] = "";
    text_add(text, sizeof text, "%zu. %s", index + 1, w->lock->name);
    if (w->lock->address)
        text_add(text, sizeof text, " (0x%" PRIx64 ")", w->lock->address);
    text_add(text, sizeof text,
             ": %s wait%s here, %s in all, the longest %s:", text_grouped(w->charge->count).text,
             text_plural(w->charge->count), text_duration((double)w->charge->wait_ns).text,
             text_duration((double)w->charge->wait_max_ns).text);
    fputc('\n', out);
    text_print_wrapped(out, 0, 3, text);
    report_stack(out, p, &process->stacks[w->charge->stack], STACK_INDENT, wide);
    if (told > 0)
        fprintf(out, "   made to wait by the unlocks shown at %zu.\n", told);
    else
        print_unlockers(out, p, process, w->lock, wide);
}

void run_print_stacks(FILE *out, struct profile *p, const struct profile_process *process,
                      const struct run_options *o)
{
    size_t count;
    struct waiting *all = all_waiting(process, &count);
    if (count > 0 && o->stacks > 0) {
        fputc('\n', out);
        text_print_wrapped(out, 0, 0,
                           "Stacks: who waited for a lock, and whose unlock ended the waits for "
                           "it. Each function was called by the one below it.");
    }
    for (size_t i = 0; i < count && i < (size_t)o->stacks; i++)
        print_waiting(out, p, process, all, i, o->wide);
    free(all);
}
