// promises.c - what functions are declared to do with locks.
// SPDX-License-Identifier: MIT
#include "vet/front/unit.h"

#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 16 };

static const struct attribute {
    const char *name;
    enum vet_promise_kind kind;
    bool shared;
} known[] = {
    {"acquire_capability", VET_ACQUIRES, false},
    {"acquire_shared_capability", VET_ACQUIRES, true},
    {"exclusive_lock_function", VET_ACQUIRES, false},
    {"shared_lock_function", VET_ACQUIRES, true},
    {"try_acquire_capability", VET_TRY_ACQUIRES, false},
    {"try_acquire_shared_capability", VET_TRY_ACQUIRES, true},
    {"exclusive_trylock_function", VET_TRY_ACQUIRES, false},
    {"shared_trylock_function", VET_TRY_ACQUIRES, true},
    {"release_capability", VET_RELEASES, false},
    {"release_shared_capability", VET_RELEASES, true},
    {"release_generic_capability", VET_RELEASES, false},
    {"unlock_function", VET_RELEASES, false},
    {"requires_capability", VET_REQUIRES, false},
    {"requires_shared_capability", VET_REQUIRES, true},
    {"exclusive_locks_required", VET_REQUIRES, false},
    {"shared_locks_required", VET_REQUIRES, true},
    {"locks_excluded", VET_EXCLUDES, false},
    {"assert_capability", VET_ASSERTS, false},
    {"assert_shared_capability", VET_ASSERTS, true},
    {"assert_exclusive_lock", VET_ASSERTS, false},
    {"assert_shared_lock", VET_ASSERTS, true},
};

struct promises {
    struct vet_promise list[MOST];
    size_t count;
};

static struct vet_promise *add(struct promises *all, enum vet_promise_kind kind, bool shared)
{
    struct vet_promise *promise = &all->list[all->count];
    if (all->count < MOST)
        all->count++;
    else
        promise--;
    *promise = (struct vet_promise){.kind = kind, .shared = shared};
    return promise;
}

// Cuts the first of several arguments off; NULL: there is none left.
static char *next_argument(char **rest)
{
    char *begin = *rest;
    unsigned depth = 0;
    if (!begin)
        return NULL;
    while (*begin == ' ')
        begin++;
    *rest = NULL;
    if (*begin == '\0')
        return NULL;
    for (char *at = begin; *at; at++) {
        depth += *at == '(' || *at == '[';
        depth -= *at == ')' || *at == ']';
        if (*at == ',' && depth == 0) {
            *at = '\0';
            *rest = at + 1;
            break;
        }
    }
    return begin;
}

static bool is_true(const char *text)
{
    return strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
}

static void add_attribute(struct front_unit *u, struct vet_function *f, CXCursor declaration,
                          const struct attribute *a, char *arguments, struct promises *all)
{
    char *rest = arguments, *argument = NULL;
    int64_t result = 0;
    bool any = false;
    if (a->kind == VET_TRY_ACQUIRES) {
        argument = next_argument(&rest);
        result = argument && is_true(argument);
    }
    while ((argument = next_argument(&rest))) {
        struct vet_promise *promise = add(all, a->kind, a->shared);
        promise->result = result;
        promise->lock = front_promised(u, f, declaration, argument);
        any = true;
    }
    if (!any)
        add(all, a->kind, a->shared)->result = result;
}

static unsigned number_of(const char *attributes, const char *at)
{
    static const char begin[] = "__attribute__((";
    unsigned count = 0;
    while ((attributes = strstr(attributes, begin)) && attributes < at) {
        attributes += sizeof begin - 1;
        count++;
    }
    return count ? count - 1 : 0;
}

void front_promises(struct front_unit *u, struct vet_function *f, CXCursor declaration,
                    const char *attributes)
{
    struct promises all = {.count = 0};
    if (strstr(attributes, "no_thread_safety_analysis"))
        add(&all, VET_UNCHECKED, false);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const char *at = attributes;
        for (char *text; (text = front_attribute(&at, known[i].name));) {
            char *written = strstr(text, "0x")
                                ? front_written_arguments(u, declaration, number_of(attributes, at))
                                : NULL;
            add_attribute(u, f, declaration, &known[i], written ? written : text, &all);
            free(written);
            free(text);
        }
    }
    if (all.count == 0)
        return;
    struct vet_promise *list = vet_allocate(u->p, all.count * sizeof *list);
    memcpy(list, all.list, all.count * sizeof *list);
    f->promises = list;
    f->promise_count = all.count;
}
