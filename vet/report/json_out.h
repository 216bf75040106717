// json_out.h - what both kinds of JSON need.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_JSON_OUT_H
#define PAWL_VET_JSON_OUT_H

#include <jansson.h>

// json_put_out writes a value, which it takes over, to a file. Returns NULL or what is wrong.
const char *json_put_out(json_t *value, const char *path);

#endif
