// report_frame.c - a place in a program, for people.
// SPDX-License-Identifier: MIT
#include "report_frame.h"

#include "text.h"

#include <inttypes.h>
#include <string.h>

const char *report_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] != '\0' ? slash + 1 : path;
}

const char *report_frame_name(const struct profile_frame *f, char *out, size_t size)
{
    out[0] = '\0';
    if (f->function)
        text_add(out, size, "%s", f->function);
    else if (f->module)
        text_add(out, size, "%s+0x%" PRIx64, report_file_name(f->module), f->offset);
    else
        text_add(out, size, "0x%" PRIx64, f->offset);
    text_tame(out);
    return out;
}

// Both may be NULL.
static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_address(const struct profile_frame *a, const struct profile_frame *b)
{
    return a->offset == b->offset && same_text(a->module, b->module);
}

static bool same_frame(const struct profile_frame *a, const struct profile_frame *b)
{
    return same_address(a, b) && a->line == b->line && same_text(a->function, b->function);
}

// A function that calls itself from one place gives the same address again and again, each time
// with the same functions inlined there: the shortest part that repeats itself is one call.
size_t report_address_frames(const struct profile_frame *frames, size_t count)
{
    size_t run = 1;
    while (run < count && same_address(&frames[0], &frames[run]))
        run++;
    for (size_t part = 1; part < run; part++) {
        size_t i = part;
        while (run % part == 0 && i < run && same_frame(&frames[i], &frames[i - part]))
            i++;
        if (i == run)
            return part;
    }
    return run;
}
