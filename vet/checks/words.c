// words.c - the words that a name is made of.
// SPDX-License-Identifier: MIT
#include "vet/checks/words.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool vet_has_word(const char *name, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = name; (at = strcasestr(at, word)); at++) {
        bool begins = at == name || !isalpha((unsigned char)at[-1]) ||
                      (islower((unsigned char)at[-1]) && isupper((unsigned char)*at));
        if (begins && !islower((unsigned char)at[length]))
            return true;
    }
    return false;
}

bool vet_has_any_word(const char *name, const char *const *words)
{
    for (; *words; words++)
        if (vet_has_word(name, *words))
            return true;
    return false;
}
