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

static void add(struct promises *all, struct vet_promise promise)
{
    if (all->count < MOST)
        all->list[all->count++] = promise;
}

static bool is_alike(const struct vet_promise *a, const struct vet_promise *b)
{
    return a->kind == b->kind && a->shared == b->shared && a->result == b->result;
}

// Declarations may say the same: or one of them what another, before the struct that it is about
// is defined, says in vain.
static void merge(struct promises *all, const struct promises *more)
{
    size_t before = all->count;
    for (size_t k = 0; k < more->count; k++) {
        const struct vet_promise *promise = &more->list[k];
        bool is_known = false;
        for (size_t i = 0; i < before && !is_known; i++) {
            struct vet_promise *old = &all->list[i];
            is_known = is_alike(old, promise) &&
                       (old->lock == promise->lock || !old->lock || !promise->lock);
            if (is_known && !old->lock)
                old->lock = promise->lock;
        }
        if (!is_known)
            add(all, *promise);
    }
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
    struct vet_promise promise = {.kind = a->kind, .shared = a->shared};
    bool any = false;
    if (a->kind == VET_TRY_ACQUIRES) {
        argument = next_argument(&rest);
        promise.result = argument && is_true(argument);
    }
    while ((argument = next_argument(&rest))) {
        promise.lock = front_promised(u, f, declaration, argument);
        add(all, promise);
        any = true;
    }
    if (!any)
        add(all, promise);
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
    struct promises all = {.count = f->promise_count}, more = {.count = 0};
    for (size_t i = 0; i < f->promise_count; i++)
        all.list[i] = f->promises[i];
    if (strstr(attributes, "no_thread_safety_analysis"))
        add(&more, (struct vet_promise){.kind = VET_UNCHECKED});
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const char *at = attributes;
        for (char *text; (text = front_attribute(&at, known[i].name));) {
            char *written = strstr(text, "0x")
                                ? front_written_arguments(u, declaration, number_of(attributes, at))
                                : NULL;
            add_attribute(u, f, declaration, &known[i], written ? written : text, &more);
            free(written);
            free(text);
        }
    }
    merge(&all, &more);
    if (all.count == 0)
        return;
    struct vet_promise *list = vet_allocate(u->p, all.count * sizeof *list);
    memcpy(list, all.list, all.count * sizeof *list);
    f->promises = list;
    f->promise_count = all.count;
}
