// check_json.h - findings as JSON (docs/check-json.md).
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_CHECK_JSON_H
#define PAWL_TOOLS_CHECK_JSON_H

#include "check/check_read.h"

#include <jansson.h>

#define CHECK_FORMAT "pawl-check/1"

// check_json writes all findings into a file, also those that are hidden. Returns NULL, or what
// went wrong.
const char *check_json(const struct checked *c, const char *path);

// check_json_thread is a thread, or a goroutine, as JSON.
json_t *check_json_thread(const struct checked_thread *t);

// check_json_is tells whether a file looks like one that check_json has written, or that somebody
// has indented since.
bool check_json_is(const char *path);

#endif
