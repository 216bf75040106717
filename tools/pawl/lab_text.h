// lab_text.h - text in memory, and the words in it.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_LAB_TEXT_H
#define PAWL_TOOLS_LAB_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Several files, one after the other, made lower case, with a blank for every byte that belongs to
// no word. A word is a run of letters, digits and bytes beyond ASCII. Ends with a blank.
struct lab_text {
    char *bytes; // owned
    uint32_t size;
    uint32_t files;
};

// lab_text_read reads the files, or, with count 0, the default set: what every Debian has of
// licences and copyright notices, up to 4 MB. Returns false, and says why, if a file cannot be read
// or there is no word in them.
bool lab_text_read(struct lab_text *text, char **paths, int count, char *why, size_t size);

void lab_text_free(struct lab_text *text);

struct lab_word {
    uint32_t start, length, hash;
};

// lab_text_next finds the first word that starts at *at or later, and before end; moves *at behind
// it. Returns false if there is none. A word belongs to where it starts: *at may be anywhere.
bool lab_text_next(const struct lab_text *text, uint32_t *at, uint32_t end, struct lab_word *word);

#endif
