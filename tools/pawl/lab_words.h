// lab_words.h - the table that counts words: the thing that the lock under test guards.
// SPDX-License-Identifier: MIT
//
// It trusts its lock: one caller at a time. But it must survive a lock that does not lock, to tell
// on it: then counts are wrong, and words missing or there twice, but nothing is read or written
// outside. So a slot is words that are read and written whole, and the capacity is fixed.
#ifndef PAWL_TOOLS_LAB_WORDS_H
#define PAWL_TOOLS_LAB_WORDS_H

#include "lab_text.h"

#include <pawl/word.h>

struct lab_slot {
    pawl_word key; // where the word first stood in the text, plus 1; 0: the slot is free
    pawl_word hash;
    pawl_word count;
    pawl_word last; // where it stood last
};

struct lab_words {
    const struct lab_text *text;
    struct lab_slot *slots; // owned
    uint32_t capacity;      // a power of two
    pawl_word total;        // of all counts
};

// lab_words_make returns an empty table for at least words different words of text.
struct lab_words lab_words_make(const struct lab_text *text, uint32_t words);

void lab_words_free(struct lab_words *t);
void lab_words_clear(struct lab_words *t);

// lab_words_find returns the slot of a word, or the free slot where it belongs, and in seen what
// was in it; NULL: the table is full.
struct lab_slot *lab_words_find(const struct lab_words *t, const struct lab_word *word,
                                struct lab_slot *seen);

// lab_words_add counts a word, times over.
void lab_words_add(struct lab_words *t, const struct lab_word *word, uint32_t times);

// lab_words_at returns the word that a slot in use stands for.
struct lab_word lab_words_at(const struct lab_words *t, const struct lab_slot *slot);

#endif
