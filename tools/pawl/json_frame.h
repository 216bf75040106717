// json_frame.h - places in a program to JSON and back, and the texts in them.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_JSON_FRAME_H
#define PAWL_TOOLS_JSON_FRAME_H

#include "json_io.h"
#include "profile.h"

// json_of_text returns a string, tamed if it is no UTF-8; null for NULL.
json_t *json_of_text(const char *text);

// json_with_address adds a raw address to o, if there is one: they are kept only if they were asked
// for. Returns o.
json_t *json_with_address(json_t *o, uint64_t address);

json_t *json_of_frame(const struct profile_frame *f);

// What is read is kept by p. json_read_name returns NULL for null.
const char *json_read_name(struct json_reader *in, struct profile *p, const json_t *o,
                           const char *member);
uint64_t json_read_address(struct json_reader *in, const json_t *o);
void json_read_frame(struct json_reader *in, struct profile *p, const json_t *o,
                     struct profile_frame *f);

#endif
