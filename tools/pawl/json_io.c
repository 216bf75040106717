// json_io.c - values to JSON, and back from JSON that anybody may have written.
// SPDX-License-Identifier: MIT
#include "json_io.h"

#include "text.h"
#include "xalloc.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void json_complain(struct json_reader *in, const char *format, ...)
{
    if (!json_good(in))
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(in->why, sizeof in->why, format, args);
    va_end(args);
}

// ---- the file ----------------------------------------------------------------------------------

static json_t *load(struct json_reader *in, const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!file) {
        json_complain(in, "%s", strerror(errno));
        return NULL;
    }
    json_error_t error;
    json_t *root = json_loadf(file, 0, &error);
    if (!root && ferror(file))
        json_complain(in, "%s", strerror(errno));
    else if (!root)
        json_complain(in, "no JSON: line %d: %s", error.line, error.text);
    if (file != stdin)
        fclose(file);
    return root;
}

json_t *json_read_with(struct json_reader *in, const char *path, const char *member,
                       const char *value, const char *writer)
{
    json_t *root = load(in, path);
    const char *found = json_string_value(json_object_get(root, member));
    if (!root || (found && strcmp(found, value) == 0))
        return root;
    json_complain(in, "not written by `%s`: its \"%s\" is not \"%s\"", writer, member, value);
    json_decref(root);
    return NULL;
}

json_t *json_read(struct json_reader *in, const char *path, const char *schema, const char *writer)
{
    return json_read_with(in, path, "schema", schema, writer);
}

// ---- members of an object ----------------------------------------------------------------------

int64_t json_whole(struct json_reader *in, const json_t *o, const char *name, int64_t low,
                   int64_t high)
{
    const json_t *v = json_object_get(o, name);
    if (!json_is_integer(v))
        json_complain(in, "\"%s\" is missing or no whole number", name);
    else if (json_integer_value(v) < low || json_integer_value(v) > high)
        json_complain(in, "\"%s\" is out of range", name);
    return json_good(in) ? (int64_t)json_integer_value(v) : low;
}

bool json_flag(struct json_reader *in, const json_t *o, const char *name)
{
    const json_t *v = json_object_get(o, name);
    if (!json_is_boolean(v))
        json_complain(in, "\"%s\" is missing or neither true nor false", name);
    return json_is_true(v);
}

void json_text(struct json_reader *in, const json_t *o, const char *name, char *out, size_t size)
{
    const json_t *v = json_object_get(o, name);
    out[0] = '\0';
    if (!json_is_string(v))
        json_complain(in, "\"%s\" is missing or no string", name);
    else
        text_add(out, size, "%s", json_string_value(v));
    text_tame(out);
}

const json_t *json_member(struct json_reader *in, const json_t *o, const char *name)
{
    const json_t *v = json_object_get(o, name);
    if (!json_is_object(v))
        json_complain(in, "\"%s\" is missing or no object", name);
    return v;
}

const json_t *json_elements(struct json_reader *in, const json_t *o, const char *name, size_t low,
                            size_t high)
{
    const json_t *v = json_object_get(o, name);
    if (!json_is_array(v))
        json_complain(in, "\"%s\" is missing or no array", name);
    else if (json_array_size(v) < low || json_array_size(v) > high)
        json_complain(in, "\"%s\" has %zu elements", name, json_array_size(v));
    return v;
}

// ---- numbers -----------------------------------------------------------------------------------

json_t *json_of_count(uint64_t count)
{
    return json_integer((json_int_t)(count > INT64_MAX ? INT64_MAX : count));
}

json_t *json_of_distribution(const struct distribution *d)
{
    json_t *bins = json_array();
    for (size_t i = 0; i < d->bin_count; i++)
        json_array_append_new(bins, json_pack("[I, o]", (json_int_t)d->bins[i].low_ns,
                                              json_of_count(d->bins[i].count)));
    return json_pack("{s:I, s:o}", "longest_ns", (json_int_t)d->longest, "bins", bins);
}

void json_read_distribution(struct json_reader *in, const json_t *o, const char *name,
                            struct distribution *d)
{
    const json_t *from = json_member(in, o, name);
    d->longest = json_whole(in, from, "longest_ns", 0, JSON_ANY);
    const json_t *bins = json_elements(in, from, "bins", 0, HISTOGRAM_BUCKETS);
    if (!json_good(in))
        return;
    d->bins = xcalloc(json_array_size(bins), sizeof *d->bins);
    for (size_t i = 0; i < json_array_size(bins); i++) {
        json_int_t low = -1;
        json_int_t count = -1;
        json_unpack(json_array_get(bins, i), "[I, I]", &low, &count);
        int64_t below = i > 0 ? d->bins[i - 1].low_ns : -1;
        if (low <= below || count < 1 || count > INT64_C(1) << 48 ||
            low > histogram_low(HISTOGRAM_BUCKETS - 1)) {
            json_complain(in, "\"%s\": bin %zu is not [low_ns, count] in ascending order", name, i);
            return;
        }
        d->bins[d->bin_count++] = (struct distribution_bin){low, (uint64_t)count};
        d->count += (uint64_t)count;
    }
}
