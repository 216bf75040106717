// edition_words.h - the two words of each edition's lock: what their bits mean, told and watched.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_EDITION_WORDS_H
#define PAWL_SIM_EDITION_WORDS_H

#include "editions/edition.h"
#include "sim/machine.h"

#include <pawl/word.h>

extern const struct pawl_edition pawl_edition_m2008_, pawl_edition_m2011_, pawl_edition_m2015_,
    pawl_edition_m2016_, pawl_edition_pawl_, pawl_edition_textbook_, pawl_edition_busted_;

// The editions that this program has, oldest first; ends with NULL.
extern const struct pawl_edition *const sim_editions[];

// sim_edition_words returns how the first word of that edition's lock is told.
sim_describe *sim_edition_words(const struct pawl_edition *e);

// sim_watch_edition names the words of a lock for the story and sees its rare turns. From setup.
void sim_watch_edition(const struct pawl_edition *e, const pawl_word words[2]);

#endif
