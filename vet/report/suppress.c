// suppress.c - findings that a comment in the source says to ignore.
// SPDX-License-Identifier: MIT
#include "vet/report/suppress.h"

#include "xalloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char mark[] = "pawl-vet: ignore";
static const char prefix[] = "pawl-"; // of the names of checks, in findings

struct ignoring { // one comment
    const struct source_file *file;
    unsigned line, column; // of the comment
    unsigned about;        // the line that it is about
    const char *checks;    // "pairs,order", not ended by '\0'
    size_t checks_length;
    char *reason;
};

struct suppressing {
    struct vet_findings *all;
    struct source_files *sources;
    const char *const *names;
    bool unused;
};

// ---- one comment --------------------------------------------------------------------------------

static bool is_blank(const char *from, const char *to)
{
    while (from < to && isspace((unsigned char)*from))
        from++;
    return from == to;
}

// Is there nothing else on the line? Then the comment is about the next line of code.
static bool stands_alone(const char *line, const char *comment)
{
    const char *end = comment[1] == '*' ? strstr(comment, "*/") : NULL;
    const char *after = end ? end + 2 : line + strlen(line);
    return is_blank(line, comment) && is_blank(after, line + strlen(line));
}

// Where the next comment begins; what stands in quotes is none.
static const char *next_comment(const char *at)
{
    for (; *at; at++) {
        if (at[0] == '/' && (at[1] == '/' || at[1] == '*'))
            return at;
        if (*at != '"' && *at != '\'')
            continue;
        for (char quote = *at++; *at != quote; at++) {
            at += at[0] == '\\' && at[1] != '\0';
            if (*at == '\0')
                return NULL;
        }
    }
    return NULL;
}

// What follows the mark in a comment, or NULL.
static const char *after_mark(const char *comment)
{
    const char *text = comment + 2 + strspn(comment + 2, " \t");
    if (strncmp(text, mark, sizeof mark - 1) != 0)
        return NULL;
    text += sizeof mark - 1;
    return *text == '\0' || isspace((unsigned char)*text) ? text : NULL;
}

static const char *comment_of(const char *line)
{
    const char *at = next_comment(line);
    while (at && !after_mark(at)) {
        const char *end = at[1] == '*' ? strstr(at + 2, "*/") : NULL;
        at = end ? next_comment(end + 2) : NULL;
    }
    return at;
}

// The first line of code from this one on, by its number.
static unsigned code_from(const struct source_file *f, size_t i)
{
    while (i < f->line_count) {
        const char *text = f->lines[i] + strspn(f->lines[i], " \t");
        if (*text != '\0' && strncmp(text, "//", 2) != 0)
            break;
        i++;
    }
    return (unsigned)i + 1;
}

static bool parse(const struct source_file *f, size_t i, struct ignoring *out)
{
    const char *line = f->lines[i], *comment = comment_of(line);
    if (!comment)
        return false;
    const char *checks = after_mark(comment);
    checks += strspn(checks, " \t");
    *out = (struct ignoring){.file = f,
                             .line = (unsigned)i + 1,
                             .column = (unsigned)(comment - line) + 1,
                             .about = stands_alone(line, comment) ? code_from(f, i + 1)
                                                                  : (unsigned)i + 1,
                             .checks = checks,
                             .checks_length = strcspn(checks, " \t*:")};
    const char *reason = checks + out->checks_length;
    reason += strspn(reason, " \t:-");
    out->reason = xstrdup(reason);
    char *end = strstr(out->reason, "*/");
    if (end)
        *end = '\0';
    for (size_t n = strlen(out->reason); n > 0 && isspace((unsigned char)out->reason[n - 1]);)
        out->reason[--n] = '\0';
    return true;
}

static bool has_check(const struct ignoring *g, const char *name)
{
    const char *at = g->checks, *end = g->checks + g->checks_length;
    while (at < end) {
        if (strncmp(at, prefix, sizeof prefix - 1) == 0)
            at += sizeof prefix - 1;
        size_t length = strcspn(at, ", \t*:");
        if (length == strlen(name) && strncmp(at, name, length) == 0)
            return true;
        at += length + 1;
    }
    return false;
}

static bool has_unknown_check(const struct suppressing *s, const struct ignoring *g)
{
    size_t known = 0, said = g->checks_length > 0;
    for (size_t i = 0; i < g->checks_length; i++)
        said += g->checks[i] == ',';
    for (const char *const *name = s->names; *name; name++)
        known += has_check(g, *name);
    return known < said || said == 0;
}

// ---- what it is about ---------------------------------------------------------------------------

static bool is_about(const struct suppressing *s, const struct ignoring *g,
                     const struct vet_location *l)
{
    return l->file && l->line == g->about && source_file(s->sources, l->file) == g->file;
}

// The place of a note will do, too: where the lock is taken that stays locked.
static bool is_about_finding(const struct suppressing *s, const struct ignoring *g,
                             const struct vet_finding *f)
{
    bool is = is_about(s, g, &f->location);
    for (size_t i = 0; i < f->note_count && !is; i++)
        is = is_about(s, g, &f->notes[i].location);
    return is;
}

// Returns whether there was anything to ignore.
static bool ignore(const struct suppressing *s, const struct ignoring *g)
{
    bool any = false;
    for (size_t i = 0; i < s->all->count; i++) {
        struct vet_finding *f = &s->all->list[i];
        if (!has_check(g, f->check) || !is_about_finding(s, g, f))
            continue;
        any = true;
        if (!f->suppressed)
            f->why = xstrdup(g->reason);
        f->suppressed = true;
    }
    return any;
}

static void apply(const struct suppressing *s, const struct ignoring *g)
{
    struct vet_location here = {g->file->name, g->line, g->column};
    if (has_unknown_check(s, g))
        vet_found(s->all, "suppress", here, NULL,
                  "what is to be ignored? There is no check '%.*s': see pawl vet --list",
                  (int)g->checks_length, g->checks);
    else if (g->reason[0] == '\0')
        vet_found(s->all, "suppress", here, NULL,
                  "say why this is to be ignored, after the name of the check");
    else if (!ignore(s, g) && s->unused)
        vet_found(s->all, "suppress", here, NULL, "there is nothing to ignore here");
}

static void look_into(const struct suppressing *s, const struct source_file *f)
{
    for (size_t i = 0; i < f->line_count; i++) {
        struct ignoring g;
        if (!parse(f, i, &g))
            continue;
        apply(s, &g);
        free(g.reason);
    }
}

static void add_files(struct source_files *sources, const struct vet_finding *f)
{
    if (f->location.file)
        source_file(sources, f->location.file);
    for (size_t i = 0; i < f->note_count; i++) {
        if (f->notes[i].location.file)
            source_file(sources, f->notes[i].location.file);
    }
}

void suppress_by_comments(struct vet_findings *all, struct source_files *sources,
                          const char *const *files, size_t file_count, const char *const *names,
                          bool unused)
{
    const struct suppressing s = {all, sources, names, unused};
    for (size_t i = 0; i < file_count; i++)
        source_file(sources, files[i]);
    for (size_t i = 0; i < all->count; i++) {
        add_files(sources, &all->list[i]);
    }
    for (const struct source_file *f = sources->first; f; f = f->next)
        look_into(&s, f);
}
