// check_rules.c - reads a suppression file.
// SPDX-License-Identifier: MIT
//
// A rule is key=value, key=value… on one line, or on several: a blank line, or a line that begins
// with kind=, begins the next. The value of reason= takes the rest of its line, other values end at
// a blank unless they are in quotes. # begins a comment at the start of a line.
#include "check/check_suppress.h"

#include "check/check_kinds.h"
#include "text.h"
#include "xalloc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parser {
    struct check_rules *all;
    struct check_rule *rule; // that is being read; NULL: none
    const char *path;
    int line;
    char *why;
    size_t size;
};

static bool refuse(struct parser *p, int line, const char *what)
{
    p->why[0] = '\0';
    text_add(p->why, p->size, "%s:%d: %s", p->path, line, what);
    return false;
}

// ---- values -------------------------------------------------------------------------------------

static bool set_once(struct parser *p, const char *key, char **to, const char *value)
{
    char what[80] = "";
    text_add(what, sizeof what, "%s= twice in one rule", key);
    if (*to)
        return refuse(p, p->line, what);
    *to = xstrdup(value);
    return true;
}

static bool add_pattern(struct parser *p, char **patterns, const char *value)
{
    size_t i = 0;
    while (i < RULE_FUNCTIONS && patterns[i])
        i++;
    if (i == RULE_FUNCTIONS)
        return refuse(p, p->line, "more patterns than a rule can have");
    patterns[i] = xstrdup(value);
    return true;
}

static bool set_kind(struct parser *p, const char *value)
{
    const char *words[PAWL_FOUND_KINDS];
    char what[200] = "";
    check_kind_words(words);
    if (p->rule->kind != PAWL_FOUND_NOTHING)
        return refuse(p, p->line, "kind= twice in one rule");
    p->rule->kind = check_kind_named(value);
    if (p->rule->kind != PAWL_FOUND_NOTHING)
        return true;
    text_add(what, sizeof what, "there is no kind '%.60s'.", value);
    text_add_nearest(what, sizeof what, value, words);
    return refuse(p, p->line, what);
}

static bool set(struct parser *p, const char *key, const char *value)
{
    static const char *const keys[] = {"kind",    "function", "file", "lock",
                                       "program", "reason",   NULL};
    char what[200] = "";
    if (value[0] == '\0')
        text_add(what, sizeof what, "%.60s= has no value", key);
    else if (strcmp(key, "kind") == 0)
        return set_kind(p, value);
    else if (strcmp(key, "function") == 0)
        return add_pattern(p, p->rule->functions, value);
    else if (strcmp(key, "file") == 0)
        return add_pattern(p, p->rule->files, value);
    else if (strcmp(key, "lock") == 0)
        return add_pattern(p, p->rule->locks, value);
    else if (strcmp(key, "program") == 0)
        return set_once(p, key, &p->rule->program, value);
    else if (strcmp(key, "reason") == 0)
        return set_once(p, key, &p->rule->reason, value);
    else {
        text_add(what, sizeof what, "a rule has no key '%.60s'.", key);
        text_add_nearest(what, sizeof what, key, keys);
    }
    return refuse(p, p->line, what);
}

// ---- rules --------------------------------------------------------------------------------------

static bool begin_rule(struct parser *p)
{
    struct check_rules *all = p->all;
    all->rules = xrealloc(all->rules, (all->count + 1) * sizeof *all->rules);
    p->rule = &all->rules[all->count++];
    *p->rule = (struct check_rule){.path = p->path, .line = p->line};
    return true;
}

static bool end_rule(struct parser *p)
{
    const struct check_rule *r = p->rule;
    p->rule = NULL;
    if (!r)
        return true;
    if (!r->reason)
        return refuse(p, r->line, "this rule gives no reason=: say why it is no problem");
    if (r->kind == PAWL_FOUND_NOTHING && !r->functions[0] && !r->files[0] && !r->locks[0] &&
        !r->program)
        return refuse(p, r->line, "this rule would hide everything: say which findings it is for");
    return true;
}

// ---- lines --------------------------------------------------------------------------------------

// Takes "key=value" off the front of *at, which it moves to what follows.
static bool take_pair(struct parser *p, char **at)
{
    char *key = *at;
    char *equals = key + strcspn(key, "= ");
    if (*equals != '=')
        return refuse(p, p->line, "this is not key=value");
    *equals = '\0';
    char *value = equals + 1;
    char *end;
    if (strcmp(key, "reason") == 0) {
        end = value + strlen(value);
        while (end > value && strchr(" ", end[-1]))
            end--;
    } else if (*value == '"') {
        end = strchr(++value, '"');
        if (!end)
            return refuse(p, p->line, "this quote has no end");
    } else {
        end = value + strcspn(value, " ");
    }
    bool last = *end == '\0';
    *end = '\0';
    *at = last ? end : end + 1;
    if (strcmp(key, "reason") == 0) // blanks may have been cut off behind it
        *at = end;
    return set(p, key, value);
}

static bool take_line(struct parser *p, char *line)
{
    char *at = line + strspn(line, " ");
    if (*at == '\0')
        return end_rule(p);
    if (*at == '#')
        return true;
    if (strncmp(at, "kind=", strlen("kind=")) == 0 && !end_rule(p))
        return false;
    if (!p->rule)
        begin_rule(p);
    for (; *at != '\0'; at += strspn(at, " ")) {
        if (!take_pair(p, &at))
            return false;
    }
    return true;
}

// A line without its end; of blanks there is one kind.
static void make_plain(char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
    for (char *c = line; *c != '\0'; c++)
        *c = *c == '\t' ? ' ' : *c;
    text_tame(line);
}

bool check_rules_read(struct check_rules *all, const char *path, char *why, size_t size)
{
    struct parser p = {.all = all, .path = path, .why = why, .size = size};
    FILE *file = fopen(path, "re");
    char line[4096];
    bool ok = file != NULL;
    while (ok && fgets(line, sizeof line, file)) {
        p.line++;
        if (strlen(line) == sizeof line - 1 || (!strchr(line, '\n') && !feof(file))) {
            snprintf(why, size, "%s:%d: no line of a rule is that long", text_file(path), p.line);
            ok = false;
            break;
        }
        make_plain(line);
        ok = take_line(&p, line);
    }
    if (!file || ferror(file)) {
        snprintf(why, size, "--suppress: %s: %s", text_file(path), strerror(errno));
        ok = false;
    }
    ok = ok && end_rule(&p);
    if (file)
        fclose(file);
    return ok;
}
