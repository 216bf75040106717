// report_html_stacks.c - who waited, and who made them wait: stacks as trees of text.
// SPDX-License-Identifier: MIT
#include "report_html.h"

#include "text.h"

#include <string.h>

enum { MOST_LOCKS = 3, MOST_STACKS = 8, MOST_DEPTH = 12, PLACE = 300 };

// Stacks that are the same down to some frame.
struct branch {
    const struct profile_process *process;
    const struct profile_charge *const *charges;
    size_t count;
};

static uint64_t wait_of(const struct branch *b)
{
    uint64_t wait = 0;
    for (size_t i = 0; i < b->count; i++)
        wait += b->charges[i]->wait_ns;
    return wait;
}

// The frame at a depth as text; "" behind the last one.
static const char *frame_at(const struct branch *b, size_t which, size_t depth, char *text)
{
    const struct profile_stack *s = &b->process->stacks[b->charges[which]->stack];
    text[0] = '\0';
    if (depth < s->depth)
        html_place(text, PLACE, &s->frames[depth]);
    else if (s->depth == 0 && depth == 0)
        text_add(text, PLACE, "[unknown]");
    return text;
}

// Puts those charges of b into part that have the same frame at depth as the charge first has, and
// marks them as taken.
static size_t take_alike(const struct branch *b, size_t first, size_t depth, bool *taken,
                         const struct profile_charge **part)
{
    char mine[PLACE];
    char other[PLACE];
    size_t count = 1;
    part[0] = b->charges[first];
    frame_at(b, first, depth, mine);
    for (size_t i = first + 1; i < b->count; i++) {
        if (taken[i] || strcmp(frame_at(b, i, depth, other), mine) != 0)
            continue;
        taken[i] = true;
        part[count++] = b->charges[i];
    }
    return count;
}

static void write_branches(FILE *out, const struct branch *b, size_t depth, const char *indent);

static bool all_alike(const struct branch *b, size_t depth, char *text)
{
    char other[PLACE];
    frame_at(b, 0, depth, text);
    for (size_t i = 1; i < b->count; i++) {
        if (strcmp(frame_at(b, i, depth, other), text) != 0)
            return false;
    }
    return true;
}

// The callers of a frame, as long as there is no choice, one below the other.
static void write_trunk(FILE *out, const struct branch *b, size_t depth, const char *indent)
{
    char text[PLACE];
    for (; all_alike(b, depth, text); depth++) {
        if (text[0] == '\0')
            return;
        fputs(indent, out);
        page_text(out, depth < MOST_DEPTH ? text : "...");
        fputc('\n', out);
        if (depth == MOST_DEPTH)
            return;
    }
    write_branches(out, b, depth, indent);
}

static void write_branch(FILE *out, const struct branch *b, size_t depth, const char *indent,
                         bool last)
{
    char text[PLACE];
    char below[256] = "";
    bool root = depth == 0;
    frame_at(b, 0, depth, text);
    fprintf(out, "%s%s%7s  ", indent,
            root   ? ""
            : last ? "└─ "
                   : "├─ ",
            text_duration((double)wait_of(b)).text);
    page_text(out, text[0] ? text : "(the stack ends here)");
    fputc('\n', out);
    text_add(below, sizeof below, "%s%s         ", indent, root ? "" : last ? "   " : "│  ");
    if (text[0])
        write_trunk(out, b, depth + 1, below);
}

static void write_branches(FILE *out, const struct branch *b, size_t depth, const char *indent)
{
    bool taken[MOST_STACKS] = {false};
    for (size_t i = 0; i < b->count; i++) {
        const struct profile_charge *part[MOST_STACKS];
        if (taken[i])
            continue;
        struct branch next = {b->process, part, take_alike(b, i, depth, taken, part)};
        bool last = true;
        for (size_t k = i; k < b->count; k++)
            last = last && taken[k];
        write_branch(out, &next, depth, indent, last);
    }
}

static void write_tree(FILE *out, const char *heading, const struct profile_process *process,
                       const struct profile_charge *charges, size_t count)
{
    const struct profile_charge *shown[MOST_STACKS];
    size_t used = count < MOST_STACKS ? count : MOST_STACKS;
    for (size_t i = 0; i < used; i++)
        shown[i] = &charges[i];
    page_element(out, "p", "%s", heading);
    if (count == 0) {
        page_element(out, "p.note", "Nothing is known.");
        return;
    }
    fputs("<pre>", out);
    write_branches(out, &(struct branch){process, shown, used}, 0, "");
    fputs("</pre>\n", out);
    if (count > used)
        page_element(out, "p.note", "And %s more stacks, with less.",
                     text_grouped(count - used).text);
}

void html_stacks(FILE *out, const struct html_run *run)
{
    if (run->coloured == 0)
        return;
    page_section(out, "Who waited, and who made them wait");
    page_element(out, "p.note",
                 "How to read it: the function that called the lock stands first, its callers "
                 "below. Whoever unlocks ends waits: the time there is what all waiters together "
                 "waited for it, so that is where to make the locked part shorter.");
    for (size_t i = 0; i < run->coloured && i < MOST_LOCKS; i++) {
        const struct html_lock *l = &run->locks[i];
        page_element(out, "h3", "%s", l->name);
        write_tree(out, "Waited:", l->process, l->lock->waited, l->lock->waited_count);
        write_tree(out, "Made them wait, until they unlocked:", l->process, l->lock->unlocked,
                   l->lock->unlocked_count);
    }
}
