// check_class.c - locks that are alike, and names.
// SPDX-License-Identifier: MIT
//
// Whether two locks may be taken in one order only is a question about the program's text, and that
// speaks of classes. A variable is one; so are all locks that began by the same calls.
#include "watch/check_class.h"

#include "base/counter.h"
#include "watch/checked.h"
#include "watch/modules.h"

#include <string.h>

// Who initialises a lock says which it is; who uses it first may be a function for all locks.
enum { PROBES = 64, INIT_FRAMES = 1, USE_FRAMES = 2 };

// Under the guard. key: never 0.
static uint32_t enter(struct pawl_check_record *r, uint64_t key, bool *is_new)
{
    for (uint64_t i = 0; i < PROBES; i++) {
        uint32_t index = 1 + (uint32_t)((key >> 1) + i) % (PAWL_CHECK_CLASSES - 1);
        struct pawl_check_class *k = &r->classes[index];
        *is_new = k->hash == 0;
        if (k->hash == key)
            return index;
        if (!*is_new)
            continue;
        k->hash = key;
        pawl_word_store_rlx(&r->class_count, pawl_word_load_rlx(&r->class_count) + 1);
        return index;
    }
    pawl_check_lose_(&r->lost.classes, "classes of locks");
    return 0;
}

uint32_t pawl_check_class_(struct pawl_check_record *r, const struct pawl_check_birth *b)
{
    pawl_record_place place = pawl_place_(&r->head, b->address);
    bool variable = pawl_place_is_known_(place);
    uint64_t key = pawl_check_mix_(1, variable ? place : b->kind);
    const struct pawl_record_stack *born = &r->head.stacks[b->stack];
    uint32_t frames = b->initialised ? INIT_FRAMES : USE_FRAMES;
    for (uint32_t i = 0; !variable && i < born->depth && i < frames; i++)
        key = pawl_check_mix_(key, born->frames[i]);
    bool is_new;
    uint32_t index = enter(r, key | 1, &is_new);
    struct pawl_check_class *k = &r->classes[index];
    k->objects++;
    if (!is_new)
        return index;
    k->kind = b->kind;
    k->place = variable ? place : 0;
    k->born = b->stack;
    k->initialised = b->initialised;
    pawl_word_store_rel(&k->ready, 1);
    return index;
}

// ---- names --------------------------------------------------------------------------------------

uint32_t pawl_check_name_(struct pawl_check_record *r, const char *name)
{
    char text[PAWL_CHECK_NAME] = "";
    strncpy(text, name, sizeof text - 1);
    uint32_t count = pawl_word_load_rlx(&r->name_count);
    for (uint32_t i = 1; i <= count; i++)
        if (strcmp(r->names[i], text) == 0)
            return i;
    if (count + 1 >= PAWL_CHECK_NAMES || text[0] == '\0')
        return 0;
    memcpy(r->names[count + 1], text, sizeof text);
    pawl_word_store_rel(&r->name_count, count + 1);
    return count + 1;
}

uint32_t pawl_check_named_class_(struct pawl_check_record *r, const char *name, uint32_t kind)
{
    uint32_t text = pawl_check_name_(r, name);
    bool is_new;
    uint32_t index = text != 0 ? enter(r, pawl_check_mix_(2, text) | 1, &is_new) : 0;
    if (index == 0)
        return 0;
    struct pawl_check_class *k = &r->classes[index];
    k->objects++;
    if (!is_new)
        return index;
    k->name = text;
    k->kind = kind;
    pawl_word_store_rel(&k->ready, 1);
    return index;
}
