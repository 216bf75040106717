// profile_places.c - the places of one record, looked up: each once.
// SPDX-License-Identifier: MIT
#include "profile_places.h"

#include "profile_build.h"
#include "profile_demangle.h"
#include "profile_strings.h"
#include "profile_symbols.h"
#include "text.h"
#include "xalloc.h"

#include <ctype.h>
#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

struct places {
    struct profile *profile;
    struct profile_process *process;
    const struct pawl_record_head *record;
    void *calls; // a tree of struct place_frames
};

struct places *places_new(struct profile *p, struct profile_process *process,
                          const struct pawl_record_head *r)
{
    struct places *s = xcalloc(1, sizeof *s);
    *s = (struct places){.profile = p, .process = process, .record = r};
    return s;
}

static void free_frames(void *entry)
{
    struct place_frames *f = entry;
    free(f->frames);
    free(f);
}

void places_free(struct places *s)
{
    tdestroy(s->calls, free_frames);
    free(s);
}

// The profile's copy of a text that somebody else has written.
static const char *tame(struct places *s, const char *text)
{
    if (!text)
        return NULL;
    char *copy = xstrdup(text);
    text_tame(copy);
    const char *kept = profile_string(s->profile, copy);
    free(copy);
    return kept;
}

static const char *plain_name(struct places *s, const char *symbol)
{
    char *plain = symbol ? profile_plain_name(symbol) : NULL;
    const char *kept = tame(s, plain);
    free(plain);
    return kept;
}

// ---- modules ------------------------------------------------------------------------------------

// A module that is no file (the kernel's vdso) has no names, which is nothing to tell.
static struct module_symbols *symbols_of(struct places *s, const struct pawl_record_module *m)
{
    if (!m || m->path[0] != '/')
        return NULL;
    struct module_key key = {m->path, m->build_id, m->build_id_bytes, s->record->started_unix_ns};
    struct module_symbols *symbols = profile_module(&s->profile->modules, &key);
    const char *problem = module_problem(symbols);
    if (!problem)
        return symbols;
    char note[PAWL_RECORD_PATH + 80] = "";
    text_add(note, sizeof note, "%s %s: its functions have no names.", m->path, problem);
    text_tame(note);
    profile_add_note(s->profile, s->process, note);
    return NULL;
}

static const char *build_id_of(struct places *s, const struct pawl_record_module *m)
{
    char hex[2 * sizeof m->build_id + 1] = "";
    for (size_t i = 0; i < m->build_id_bytes; i++)
        text_add(hex, sizeof hex, "%02x", m->build_id[i]);
    return m->build_id_bytes > 0 ? profile_string(s->profile, hex) : NULL;
}

// ---- calls --------------------------------------------------------------------------------------

static int order_of_places(const void *a, const void *b)
{
    const struct place_frames *x = a;
    const struct place_frames *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

// The address before the one it returns to is inside the call, and so in the right line.
static void look_up(struct places *s, struct place_frames *f)
{
    const struct pawl_record_module *m = record_place_module(s->record, f->place);
    uint64_t offset = record_place_offset(f->place);
    offset -= offset > 0;
    struct symbol_place at[SYMBOL_INLINED] = {{0}};
    struct module_symbols *symbols = symbols_of(s, m);
    f->count = symbols ? module_places(symbols, offset, at) : 1;
    f->frames = xcalloc(f->count, sizeof *f->frames);
    for (size_t i = 0; i < f->count; i++) {
        f->frames[i] = (struct profile_frame){
            .function = plain_name(s, at[i].function),
            .file = tame(s, at[i].file),
            .line = at[i].line,
            .module = m ? tame(s, m->path) : NULL,
            .offset = m ? offset : 0,
            .build_id = m ? build_id_of(s, m) : NULL,
            .address = s->profile->raw_addresses ? offset + (m ? m->bias : 0) : 0,
        };
    }
}

const struct place_frames *places_call(struct places *s, pawl_record_place return_to)
{
    struct place_frames wanted = {.place = return_to};
    struct place_frames *const *found = tfind(&wanted, &s->calls, order_of_places);
    if (found)
        return *found;
    struct place_frames *f = xcalloc(1, sizeof *f);
    f->place = return_to;
    look_up(s, f);
    tsearch(f, &s->calls, order_of_places);
    return f;
}

// ---- variables ----------------------------------------------------------------------------------

// A static variable inside of a function is called "lock.0".
static void drop_number(char *name)
{
    char *dot = strrchr(name, '.');
    if (dot && dot != name && dot[1] != '\0' && strspn(dot + 1, "0123456789") == strlen(dot + 1))
        *dot = '\0';
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] != '\0' ? slash + 1 : path;
}

static const char *of_no_variable(struct places *s, const struct pawl_record_module *m,
                                  uint64_t offset)
{
    char text[PAWL_RECORD_PATH + 24] = "";
    text_add(text, sizeof text, "%s+0x%" PRIx64, m ? file_name(m->path) : "", offset);
    return tame(s, text);
}

const char *places_variable(struct places *s, pawl_record_place place)
{
    const struct pawl_record_module *m = record_place_module(s->record, place);
    uint64_t offset = record_place_offset(place);
    struct module_symbols *symbols = symbols_of(s, m);
    char member[200] = "";
    const char *symbol = symbols ? module_variable(symbols, offset, member, sizeof member) : NULL;
    if (!symbol)
        return of_no_variable(s, m, offset);
    char *plain = profile_plain_name(symbol);
    char text[512] = "";
    drop_number(plain);
    text_add(text, sizeof text, "%s%s", plain, member);
    free(plain);
    return tame(s, text);
}
