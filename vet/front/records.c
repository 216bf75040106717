// records.c - structs and unions, and their fields.
// SPDX-License-Identifier: MIT
#include "vet/front/records.h"

#include "xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct front_pending {
    struct front_pending *next;
    struct vet_type *type;
    CXType handle;
    const struct vet_type *bare; // that type is with qualifiers; else NULL
};

static void add_pending(struct front_unit *u, struct front_pending wanted)
{
    struct front_pending *p = xcalloc(1, sizeof *p);
    *p = wanted;
    p->next = u->pending;
    u->pending = p;
}

static enum CXVisitorResult count_field(CXCursor c, CXClientData count)
{
    (void)c;
    ++*(size_t *)count;
    return CXVisit_Continue;
}

static size_t count_fields(CXType type)
{
    size_t count = 0;
    clang_Type_visitFields(type, count_field, &count);
    return count;
}

// Two files may each have a struct of the same name; and one header may make two of one, by macros.
static const char *key_of(struct front_unit *u, CXCursor definition, CXType type)
{
    char *usr = front_string(clang_getCursorUSR(definition));
    CXSourceLocation at = clang_getCursorLocation(definition);
    CXFile file = NULL;
    unsigned offset = 0;
    clang_getFileLocation(at, &file, NULL, NULL, &offset);
    const struct front_file *f = front_file(u, file);
    struct vet_location spelled = front_spelled(u, at);
    size_t size = strlen(usr) + strlen(f ? f->real : "") + 128;
    char *key = xcalloc(1, size);
    snprintf(key, size, "R%s@%s:%u:%u:%u:%zu:%lld", usr, f ? f->real : "", offset, spelled.line,
             spelled.column, count_fields(type), clang_Type_getSizeOf(type));
    const char *interned = vet_text(u->p, key);
    free(key);
    free(usr);
    return interned;
}

static const char *name_of(struct front_unit *u, CXCursor declaration, CXType type)
{
    char *name = front_string(clang_getTypeSpelling(type));
    const char *text =
        clang_Cursor_isAnonymous(declaration) && strchr(name, '(') ? "" : vet_text(u->p, name);
    free(name);
    return text;
}

// "struct mutex" is the lock mutex; so is a struct without a tag that a typedef calls mutex.
static bool is_lock(const struct front_unit *u, const char *name)
{
    const char *tag = strncmp(name, "struct ", 7) == 0  ? name + 7
                      : strncmp(name, "union ", 6) == 0 ? name + 6
                                                        : name;
    return vet_is_lock_type(u->reader->locks, tag);
}

static const struct vet_type *incomplete(struct front_unit *u, CXCursor declaration,
                                         const char *name)
{
    char *usr = front_string(clang_getCursorUSR(declaration));
    size_t size = strlen(usr) + 2;
    char *key = xcalloc(1, size);
    bool is_new = false;
    snprintf(key, size, "I%s", usr);
    struct vet_type *t = vet_type(u->p, key, &is_new);
    if (is_new) {
        t->name = name;
        t->kind = is_lock(u, name) ? VET_LOCK : VET_OTHER;
        t->size = -1;
    }
    free(key);
    free(usr);
    return t;
}

const struct vet_type *front_record(struct front_unit *u, CXType type)
{
    CXType bare = front_unqualified(clang_getCanonicalType(type));
    CXCursor declaration = clang_getTypeDeclaration(bare);
    CXCursor definition = clang_getCursorDefinition(declaration);
    const char *name = name_of(u, declaration, bare);
    bool is_new = false;
    struct vet_type *known = front_map_get(&u->types, bare.data[0]);
    if (known)
        return known;
    if (clang_Cursor_isNull(definition))
        return incomplete(u, declaration, name);
    struct vet_type *t = vet_type(u->p, key_of(u, definition, bare), &is_new);
    front_map_set(&u->types, bare.data[0], t);
    if (!is_new)
        return t;
    t->name = name;
    t->kind = is_lock(u, name) ? VET_LOCK : VET_RECORD;
    t->is_union = clang_getCursorKind(declaration) == CXCursor_UnionDecl;
    t->size = clang_Type_getSizeOf(bare);
    t->location = front_location(u, clang_getCursorLocation(definition));
    add_pending(u, (struct front_pending){.type = t, .handle = bare});
    return t;
}

void front_qualify(struct front_unit *u, struct vet_type *t, const struct vet_type *bare,
                   unsigned bits)
{
    const char *key = t->key;
    *t = *bare;
    t->key = key;
    t->is_const = bits & FRONT_CONST;
    t->is_volatile = bits & FRONT_VOLATILE;
    t->is_atomic = bits & FRONT_ATOMIC;
    add_pending(u, (struct front_pending){.type = t, .bare = bare});
}

struct reading {
    struct front_unit *u;
    const struct vet_type *record;
    const struct vet_field **fields;
    size_t count;
    bool are_known; // by another file; only clang's names for them are new
};

static const struct vet_field *make_field(struct reading *r, CXCursor c)
{
    struct vet_field *f = vet_allocate(r->u->p, sizeof *f);
    char *name = front_spelling(c);
    f->name =
        clang_Cursor_isAnonymousRecordDecl(clang_getTypeDeclaration(clang_getCursorType(c))) &&
                strchr(name, '(')
            ? ""
            : vet_text(r->u->p, name);
    f->record = r->record;
    f->type = front_type(r->u, clang_getCursorType(c));
    f->location = front_location(r->u, clang_getCursorLocation(c));
    f->offset = clang_Cursor_getOffsetOfField(c);
    f->offset = f->offset < 0 ? -1 : f->offset / 8;
    front_guarded_by(r->u, c, &f->guarded_by, &f->guards_target);
    free(name);
    return f;
}

static enum CXVisitorResult read_field(CXCursor c, CXClientData data)
{
    struct reading *r = data;
    const struct vet_field *f = NULL;
    void *entry = NULL;
    if (r->are_known)
        f = r->count < r->record->field_count ? r->record->fields[r->count] : NULL;
    else
        f = r->fields[r->count] = make_field(r, c);
    memcpy(&entry, &f, sizeof f);
    if (f)
        front_map_set(&r->u->fields, c.data[0], entry);
    r->count++;
    return CXVisit_Continue;
}

static void read_fields(struct front_unit *u, struct vet_type *t, CXType handle)
{
    size_t count = count_fields(handle);
    struct reading r = {.u = u, .record = t};
    r.fields = vet_allocate(u->p, (count + 1) * sizeof *r.fields);
    clang_Type_visitFields(handle, read_field, &r);
    t->fields = r.fields;
    t->field_count = r.count;
}

void front_read_fields(struct front_unit *u)
{
    struct front_pending *qualified = NULL;
    if (u->reads_fields)
        return;
    u->reads_fields = true;
    while (u->pending) {
        struct front_pending *p = u->pending;
        u->pending = p->next;
        if (p->bare) {
            p->next = qualified;
            qualified = p;
            continue;
        }
        read_fields(u, p->type, p->handle);
        free(p);
    }
    u->reads_fields = false;
    while (qualified) {
        struct front_pending *next = qualified->next;
        qualified->type->fields = qualified->bare->fields;
        qualified->type->field_count = qualified->bare->field_count;
        free(qualified);
        qualified = next;
    }
}

const struct vet_field *front_field(struct front_unit *u, CXCursor declaration)
{
    const struct vet_field *f = front_map_get(&u->fields, declaration.data[0]);
    if (f)
        return f;
    CXType handle = clang_getCursorType(clang_getCursorSemanticParent(declaration));
    struct reading r = {.u = u, .are_known = true};
    r.record = front_record(u, handle);
    front_read_fields(u);
    clang_Type_visitFields(handle, read_field, &r);
    return front_map_get(&u->fields, declaration.data[0]);
}
