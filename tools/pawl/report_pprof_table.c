// report_pprof_table.c - the tables of a pprof file: texts, mappings, functions, locations.
// SPDX-License-Identifier: MIT
#include "report_pprof_table.h"

#include "report_frame.h"
#include "text.h"
#include "xalloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 4096 };

void pprof_append(void *items, size_t *count, void *item)
{
    void **array;
    memcpy(&array, items, sizeof array);
    if ((*count & (*count - 1)) == 0) // full at every power of two
        array = xrealloc(array, (*count ? *count * 2 : 1) * sizeof *array);
    array[(*count)++] = item;
    memcpy(items, &array, sizeof array);
}

void pprof_begin(struct pprof *p)
{
    memset(p, 0, sizeof *p);
    pprof__profile__init(&p->message);
    pprof_string(p, "");
}

void pprof_free(struct pprof *p)
{
    report_index_free(&p->strings);
    report_index_free(&p->mappings);
    report_index_free(&p->functions);
    report_index_free(&p->locations);
}

int64_t pprof_string(struct pprof *p, const char *text)
{
    bool fresh;
    char *copy = xstrdup(text);
    text_tame(copy);
    size_t number = report_index_of(&p->strings, copy, &fresh);
    if (fresh)
        pprof_append(&p->message.string_table, &p->message.n_string_table, copy);
    else
        free(copy);
    return (int64_t)number;
}

// Where a module was mapped is not known, and need not be: each gets 2^40 bytes of its own.
static Pprof__Mapping *mapping_of(struct pprof *p, const struct profile_frame *f)
{
    char key[NAME] = "";
    bool fresh;
    text_add(key, sizeof key, "%s %s", f->build_id ? f->build_id : "", f->module);
    size_t number = report_index_of(&p->mappings, key, &fresh);
    if (fresh) {
        Pprof__Mapping *m = xcalloc(1, sizeof *m);
        pprof__mapping__init(m);
        m->id = number + 1;
        m->memory_start = m->id << 40;
        m->filename = pprof_string(p, f->module);
        m->build_id = pprof_string(p, f->build_id ? f->build_id : "");
        pprof_append(&p->message.mapping, &p->message.n_mapping, m);
    }
    return p->message.mapping[number];
}

static uint64_t function_of(struct pprof *p, const struct profile_frame *f)
{
    char name[NAME];
    char key[2 * NAME] = "";
    bool fresh;
    report_frame_name(f, name, sizeof name);
    const char *file = f->file ? f->file : "";
    text_add(key, sizeof key, "%s\n%s", name, file);
    size_t number = report_index_of(&p->functions, key, &fresh);
    if (fresh) {
        Pprof__Function *out = xcalloc(1, sizeof *out);
        pprof__function__init(out);
        out->id = number + 1;
        out->name = out->system_name = pprof_string(p, name);
        out->filename = pprof_string(p, file);
        pprof_append(&p->message.function, &p->message.n_function, out);
    }
    return number + 1;
}

static void add_line(struct pprof *p, Pprof__Location *l, const struct profile_frame *f)
{
    Pprof__Line *line = xcalloc(1, sizeof *line);
    pprof__line__init(line);
    line->function_id = function_of(p, f);
    line->line = f->line;
    pprof_append(&l->line, &l->n_line, line);
}

// pprof looks up no names for a mapping that has some.
static void place(struct pprof *p, Pprof__Location *l, const struct profile_frame *f)
{
    l->address = f->offset;
    if (!f->module)
        return;
    Pprof__Mapping *m = mapping_of(p, f);
    l->mapping_id = m->id;
    l->address = m->memory_start + f->offset;
    if (m->memory_limit <= l->address)
        m->memory_limit = (l->address / 4096 + 1) * 4096;
    if (f->function)
        m->has_functions = m->has_filenames = m->has_line_numbers = m->has_inline_frames = true;
}

uint64_t pprof_location(struct pprof *p, const struct profile_frame *frames, size_t count, int pid)
{
    char key[NAME] = "";
    bool fresh;
    text_add(key, sizeof key, "%" PRIx64 " %d %s %s", frames->offset, frames->module ? 0 : pid,
             frames->build_id ? frames->build_id : "", frames->module ? frames->module : "");
    size_t number = report_index_of(&p->locations, key, &fresh);
    if (fresh) {
        Pprof__Location *l = xcalloc(1, sizeof *l);
        pprof__location__init(l);
        l->id = number + 1;
        place(p, l, &frames[0]);
        for (size_t i = 0; i < count; i++)
            add_line(p, l, &frames[i]);
        pprof_append(&p->message.location, &p->message.n_location, l);
    }
    return number + 1;
}
