// check_kinds.h - the kinds of findings: what each is called, what it means, what to do about it.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_CHECK_KINDS_H
#define PAWL_TOOLS_CHECK_KINDS_H

#include <pawl/check_record.h>

struct check_kind {
    const char *word;    // "unlock-by-other": in reports, files, and on the command line
    const char *meaning; // what happened: "a lock was unlocked by a thread that does not hold it"
    const char *advice;  // what to do about it: whole sentences
};

// check_kind_of returns what is to be said of a kind, from PAWL_FOUND_UNLOCK_OF_UNLOCKED on.
const struct check_kind *check_kind_of(enum pawl_check_kind kind);

// check_kind_named returns the kind that word stands for, or PAWL_FOUND_NOTHING.
enum pawl_check_kind check_kind_named(const char *word);

// check_kind_words puts all words, and NULL, into words: for text_nearest.
void check_kind_words(const char *words[PAWL_FOUND_KINDS]);

#endif
