// json_frame.c - places in a program to JSON and back, and the texts in them.
// SPDX-License-Identifier: MIT
#include "json_frame.h"

#include "profile_strings.h"
#include "text.h"
#include "xalloc.h"

#include <stdlib.h>

// null stands for NULL; names come from programs and need not be UTF-8.
json_t *json_of_text(const char *text)
{
    if (!text)
        return json_null();
    json_t *as_it_is = json_string(text);
    if (as_it_is)
        return as_it_is;
    char *copy = xstrdup(text);
    text_tame(copy);
    json_t *tamed = json_string(copy);
    free(copy);
    return tamed;
}

// Raw addresses only if they were asked for.
json_t *json_with_address(json_t *o, uint64_t address)
{
    if (address != 0)
        json_object_set_new(o, "address", json_of_count(address));
    return o;
}

json_t *json_of_frame(const struct profile_frame *f)
{
    json_t *o =
        json_pack("{s:o, s:o, s:i, s:o, s:o, s:o}", "function", json_of_text(f->function), "file",
                  json_of_text(f->file), "line", f->line, "module", json_of_text(f->module),
                  "offset", json_of_count(f->offset), "build_id", json_of_text(f->build_id));
    return json_with_address(o, f->address);
}

// ---- and back -----------------------------------------------------------------------------------

const char *json_read_name(struct json_reader *in, struct profile *p, const json_t *o,
                           const char *member)
{
    const json_t *v = json_object_get(o, member);
    if (json_is_null(v))
        return NULL;
    if (!json_is_string(v))
        json_complain(in, "\"%s\" is missing or no string", member);
    return profile_string(p, json_string_value(v));
}

uint64_t json_read_address(struct json_reader *in, const json_t *o)
{
    return json_object_get(o, "address") ? (uint64_t)json_whole(in, o, "address", 0, JSON_ANY) : 0;
}

void json_read_frame(struct json_reader *in, struct profile *p, const json_t *o,
                     struct profile_frame *f)
{
    f->function = json_read_name(in, p, o, "function");
    f->file = json_read_name(in, p, o, "file");
    f->line = (int)json_whole(in, o, "line", 0, INT32_MAX);
    f->module = json_read_name(in, p, o, "module");
    f->offset = (uint64_t)json_whole(in, o, "offset", 0, JSON_ANY);
    f->build_id = json_read_name(in, p, o, "build_id");
    f->address = json_read_address(in, o);
}
