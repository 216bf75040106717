// lab_words.c - the table that counts words: open addressing, one slot after the other.
// SPDX-License-Identifier: MIT
#include "lab_words.h"

#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

struct lab_words lab_words_make(const struct lab_text *text, uint32_t words)
{
    struct lab_words t = {.text = text, .capacity = 64};
    while (t.capacity < 2 * words)
        t.capacity *= 2;
    t.slots = xcalloc(t.capacity, sizeof *t.slots);
    return t;
}

void lab_words_free(struct lab_words *t)
{
    free(t->slots);
    *t = (struct lab_words){0};
}

void lab_words_clear(struct lab_words *t)
{
    memset(t->slots, 0, t->capacity * sizeof *t->slots);
    t->total = 0;
}

// Does the word that stands at place look like this one? The hash was compared before.
static bool same(const struct lab_text *text, uint32_t place, const struct lab_word *word)
{
    return text->size - place > word->length && text->bytes[place + word->length] == ' ' &&
           memcmp(text->bytes + place, text->bytes + word->start, word->length) == 0;
}

struct lab_slot *lab_words_find(const struct lab_words *t, const struct lab_word *word,
                                struct lab_slot *seen)
{
    for (uint32_t i = 0; i < t->capacity; i++) {
        struct lab_slot *slot = &t->slots[(word->hash + i) & (t->capacity - 1)];
        seen->key = pawl_word_load_rlx(&slot->key);
        seen->hash = pawl_word_load_rlx(&slot->hash);
        seen->count = pawl_word_load_rlx(&slot->count);
        if (seen->key == 0 || (seen->hash == word->hash && same(t->text, seen->key - 1, word)))
            return slot;
    }
    return NULL;
}

// What was read at the beginning is written, plus one, at the end: whoever else is inside meanwhile
// is lost from the count, and from the total.
void lab_words_add(struct lab_words *t, const struct lab_word *word, uint32_t times)
{
    uint32_t total = pawl_word_load_rlx(&t->total);
    struct lab_slot seen;
    struct lab_slot *slot = lab_words_find(t, word, &seen);
    if (slot && seen.key == 0) {
        pawl_word_store_rlx(&slot->hash, word->hash);
        pawl_word_store_rlx(&slot->key, word->start + 1);
    }
    if (slot) {
        pawl_word_store_rlx(&slot->last, word->start);
        pawl_word_store_rlx(&slot->count, seen.count + times);
    }
    pawl_word_store_rlx(&t->total, total + times);
}

struct lab_word lab_words_at(const struct lab_words *t, const struct lab_slot *slot)
{
    struct lab_word word = {0};
    uint32_t at = slot->key - 1;
    lab_text_next(t->text, &at, t->text->size, &word);
    return word;
}
