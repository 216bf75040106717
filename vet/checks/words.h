// words.h - the words that a name is made of: what people call a function tells what it is for.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_CHECKS_WORDS_H
#define PAWL_VET_CHECKS_WORDS_H

#include <stdbool.h>

// vet_has_word tells whether a name has this word in it: "open" is in "file_open", "fileOpen" and
// "open2", but not in "reopen".
bool vet_has_word(const char *name, const char *word);

// words ends with NULL.
bool vet_has_any_word(const char *name, const char *const *words);

#endif
