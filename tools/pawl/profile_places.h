// profile_places.h - the places of one record, looked up: each once.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_PLACES_H
#define PAWL_TOOLS_PROFILE_PLACES_H

#include "profile.h"
#include "record_head.h"

struct places;

// places_new prepares look-ups for a record whose head record_check_head has seen. What cannot be
// looked up becomes a note of process.
struct places *places_new(struct profile *p, struct profile_process *process,
                          const struct pawl_record_head *r);

// The functions at a place: several if some of them are inlined, the innermost first.
struct place_frames {
    pawl_record_place place;
    size_t count; // at least 1
    struct profile_frame *frames;
};

// places_call returns the functions at the call that returns to a place.
const struct place_frames *places_call(struct places *s, pawl_record_place return_to);

// places_variable returns "queue_lock", "server.lock" (without DWARF "server+0x18"), or else
// "memcached+0x2f3e0", for a place that is a variable's.
const char *places_variable(struct places *s, pawl_record_place place);

void places_free(struct places *s);

#endif
