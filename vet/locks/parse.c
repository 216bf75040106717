// parse.c - one line of a table of lock functions (docs/vet-config.md).
// SPDX-License-Identifier: MIT
#include "vet/locks/rules.h"
#include "xalloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *word;
    enum vet_verb verb;
} verbs[] = {
    {"lock", VET_LOCKS},
    {"try", VET_TRIES},
    {"unlock", VET_UNLOCKS},
    {"wait", VET_WAITS},
    {"signal", VET_SIGNALS},
    {"init", VET_BEGINS},
    {"destroy", VET_ENDS},
    {"upgrade", VET_UPGRADES},
    {"downgrade", VET_DOWNGRADES},
    {"holds", VET_HOLDS},
    {"add", VET_ADDS},
    {"done", VET_DONE},
    {"wait-all", VET_WAITS_FOR_ALL},
    {"start", VET_STARTS},
    {"returns", VET_RETURNS},
};

static const char *const no_verb =
    "a line begins with type, lock, try, unlock, wait, signal, init, destroy, upgrade, downgrade, "
    "holds, add, done, wait-all, start, returns or noreturn";

static bool is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static char *skip_space(char *at)
{
    while (isspace((unsigned char)*at))
        at++;
    return at;
}

// Cuts the next word off, which ends at white space.
static char *next_word(char **rest)
{
    char *word = skip_space(*rest);
    char *end = word;
    while (*end && !isspace((unsigned char)*end))
        end++;
    if (*end)
        *end++ = '\0';
    *rest = end;
    return word;
}

static bool add_flag(struct vet_effect *e, const char *word)
{
    bool *flag = strcmp(word, "shared") == 0      ? &e->shared
                 : strcmp(word, "either") == 0    ? &e->either
                 : strcmp(word, "reentrant") == 0 ? &e->reentrant
                 : strcmp(word, "timed") == 0     ? &e->timed
                 : strcmp(word, "scoped") == 0    ? &e->scoped
                                                  : NULL;
    if (flag)
        *flag = true;
    return flag;
}

// ---- arguments ----------------------------------------------------------------------------------

static bool is_path(const char *path)
{
    while (*path) {
        size_t sign = path[0] == '.' ? 1 : path[0] == '-' && path[1] == '>' ? 2 : 0;
        path += sign;
        if (sign == 0 || !is_name_char(*path))
            return false;
        while (is_name_char(*path))
            path++;
    }
    return true;
}

static const char *parse_argument(struct lock_rule *r, char *text, int number)
{
    char *word = skip_space(text);
    char *end = word + strlen(word);
    while (end > word && isspace((unsigned char)end[-1]))
        *--end = '\0';
    if (strncmp(word, "*@", 2) == 0 || word[0] == '@') {
        r->lock_behind = word[0] == '*';
        r->lock = number;
        word += r->lock_behind ? 2 : 1;
        free(r->path);
        r->path = xstrdup(word);
        return is_path(word) ? NULL : "after @ comes a way like ->field.other";
    }
    if (strcmp(word, "cond") == 0)
        r->other = number;
    else if (strcmp(word, "function") == 0)
        r->function = number;
    else if (strcmp(word, "value") == 0 || strcmp(word, "attributes") == 0 ||
             strcmp(word, "kind") == 0)
        r->value = number;
    else if (strcmp(word, "_") != 0 && strcmp(word, "...") != 0 && *word != '\0')
        return "an argument is @ (the lock), *@, @->field, cond, function, value, attributes or _";
    return NULL;
}

static const char *parse_arguments(struct lock_rule *r, char *text)
{
    int number = 0;
    for (char *one; (one = strsep(&text, ","));) {
        const char *wrong = parse_argument(r, one, number++);
        if (wrong)
            return wrong;
    }
    return NULL;
}

// "== 0", "!= 0" or "= global" after the arguments, or both kinds.
static const char *parse_result(struct lock_rule *r, char *rest)
{
    for (char *sign; *(sign = next_word(&rest)) != '\0';) {
        const char *what = next_word(&rest);
        bool is_global = strcmp(sign, "=") == 0 && is_name_char(*what);
        bool equal = strcmp(sign, "==") == 0, other = strcmp(sign, "!=") == 0;
        if (!is_global && ((!equal && !other) || strcmp(what, "0") != 0))
            return "after the arguments may come == 0 or != 0, which is success, or = variable";
        if (is_global ? r->global != NULL : r->effect.success != VET_ALWAYS)
            return "there is too much after the arguments";
        if (is_global)
            r->global = xstrdup(what);
        else
            r->effect.success = equal ? VET_ZERO : VET_NONZERO;
    }
    return NULL;
}

// What a rule must say to be of use.
static const char *missing(const struct lock_rule *r)
{
    enum vet_verb verb = r->effect.verb;
    if (verb == VET_TRIES && r->effect.success == VET_ALWAYS)
        return "try needs == 0 or != 0: the result that means that it is locked";
    if (verb == VET_STARTS)
        return r->function == RULE_NO_ARGUMENT ? "start needs an argument function" : NULL;
    if (verb == VET_RETURNS)
        return r->value == RULE_NO_ARGUMENT ? "returns needs an argument value" : NULL;
    if (verb == VET_SIGNALS || verb == VET_WAITS || r->lock != RULE_NO_ARGUMENT || r->global)
        return NULL;
    return "which argument is the lock? Mark it with @";
}

// ---- lines --------------------------------------------------------------------------------------

static void append(struct lock_name *n, const struct lock_rule *rule)
{
    struct lock_rule **last = &n->rules;
    while (*last)
        last = &(*last)->next;
    *last = xcalloc(1, sizeof **last);
    **last = *rule;
}

// FLAG... NAME(ARGUMENT, ...) RESULT
static const char *parse_call(struct vet_locks *l, struct lock_rule *r, char *rest)
{
    char *open = strchr(rest, '('), *close = open ? strchr(open, ')') : NULL;
    if (!close)
        return "after the verb comes a call: name(@)";
    *open = *close = '\0';
    const char *wrong = parse_arguments(r, open + 1);
    wrong = wrong ? wrong : parse_result(r, close + 1);
    wrong = wrong ? wrong : missing(r);
    const char *name = "";
    for (char *word; !wrong && *(word = next_word(&rest)) != '\0'; name = word) {
        if (*name != '\0' && !add_flag(&r->effect, name))
            wrong = "between verb and function may stand shared, either, reentrant, timed, scoped";
    }
    if (!wrong && !is_name_char(*name))
        wrong = "the function has no name";
    if (!wrong)
        append(lock_name_make(l, name), r);
    return wrong;
}

static const char *parse_names(struct vet_locks *l, char *rest, bool is_type)
{
    bool any = false;
    for (char *word; *(word = next_word(&rest)) != '\0'; any = true) {
        struct lock_name *n = lock_name_make(l, word);
        n->is_type = n->is_type || is_type;
        n->is_noreturn = n->is_noreturn || !is_type;
    }
    return any ? NULL : "names are missing";
}

const char *lock_rule_parse(struct vet_locks *l, char *line)
{
    char *rest = line, *first = next_word(&rest);
    if (*first == '\0')
        return NULL;
    if (strcmp(first, "type") == 0 || strcmp(first, "noreturn") == 0)
        return parse_names(l, rest, first[0] == 't');
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(first, verbs[i].word) != 0)
            continue;
        struct lock_rule r = {.effect = {.verb = verbs[i].verb},
                              .lock = RULE_NO_ARGUMENT,
                              .other = RULE_NO_ARGUMENT,
                              .function = RULE_NO_ARGUMENT,
                              .value = RULE_NO_ARGUMENT};
        const char *wrong = parse_call(l, &r, rest);
        if (wrong) {
            free(r.path);
            free(r.global);
        }
        return wrong;
    }
    return no_verb;
}
