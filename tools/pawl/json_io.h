// json_io.h - values to JSON, and back from JSON that anybody may have written.
// SPDX-License-Identifier: MIT
//
// Nothing that is read is trusted: each member is checked. The first thing that is wrong is
// remembered in why, and everything after it is passed over: a reader checks json_good only where
// it would otherwise go astray.
#ifndef PAWL_TOOLS_JSON_IO_H
#define PAWL_TOOLS_JSON_IO_H

#include "histogram.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_ANY INT64_MAX // the highest number

struct json_reader {
    char why[160]; // "": all is well
};

static inline bool json_good(const struct json_reader *in)
{
    return in->why[0] == '\0';
}

// json_complain remembers what is wrong, if nothing was before.
__attribute__((format(printf, 2, 3))) void json_complain(struct json_reader *in, const char *format,
                                                         ...);

// json_read returns the value in a file ("-": the standard input) that is an object with this
// "schema", which writer ("pawl lab --json") writes; to be released with json_decref. NULL: it
// complained.
json_t *json_read(struct json_reader *in, const char *path, const char *schema, const char *writer);

// json_read_with does so for files that have another member than "schema" to be known by.
json_t *json_read_with(struct json_reader *in, const char *path, const char *member,
                       const char *value, const char *writer);

// Members of an object. A number out of range is returned as low.
int64_t json_whole(struct json_reader *in, const json_t *o, const char *name, int64_t low,
                   int64_t high);
bool json_flag(struct json_reader *in, const json_t *o, const char *name);
const json_t *json_member(struct json_reader *in, const json_t *o, const char *name);
const json_t *json_elements(struct json_reader *in, const json_t *o, const char *name, size_t low,
                            size_t high);

// json_text copies a string to out, tamed; longer ones are cut off.
void json_text(struct json_reader *in, const json_t *o, const char *name, char *out, size_t size);

// A distribution is {"longest_ns", "bins": [[low_ns, count], ...]}.
json_t *json_of_distribution(const struct distribution *d);
void json_read_distribution(struct json_reader *in, const json_t *o, const char *name,
                            struct distribution *d);

// json_of_count returns a whole number; above 2^63 it stays there.
json_t *json_of_count(uint64_t count);

#endif
