// annotate.h - two copies of the library in one process: what one is told, the other hears.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_WATCH_ANNOTATE_H
#define PAWL_SRC_WATCH_ANNOTATE_H

#include <pawl/watch.h>

// Whose annotate.c it is.
extern const char pawl_annotate_copy_;

// libpawl_preload_note is the preload's, if it is there: what the copy was told.
extern __attribute__((__weak__, __visibility__("default"))) void libpawl_preload_note(
    const char *copy, const void *lock, const struct pawl_note *note, const void *caller);

#endif
