// types.c - clang's types as the program's.
// SPDX-License-Identifier: MIT
#include "vet/front/records.h"

#include "xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// One step down: from a typedef to what it stands for, and the like. False: there is none.
static bool step_down(CXType *type)
{
    switch (type->kind) {
    case CXType_Typedef:
        *type = clang_getTypedefDeclUnderlyingType(clang_getTypeDeclaration(*type));
        return true;
    case CXType_Elaborated: *type = clang_Type_getNamedType(*type); return true;
    case CXType_Attributed: *type = clang_Type_getModifiedType(*type); return true;
    default: return false;
    }
}

static CXType without_names(CXType type)
{
    CXType canonical = clang_getCanonicalType(type);
    while (step_down(&type))
        ;
    return type.kind == canonical.kind ? type : canonical;
}

// The typedef, on the way down, that names a lock; NULL: none. To be freed.
static char *lock_name(const struct front_unit *u, CXType type)
{
    do {
        char *name = NULL;
        if (type.kind == CXType_Typedef)
            name = front_string(clang_getTypedefName(type));
        if (name && vet_is_lock_type(u->reader->locks, name))
            return name;
        free(name);
    } while (step_down(&type));
    return NULL;
}

// What kind of type it is, perhaps a number, and what it is made of.
static const char *key_of(struct front_unit *u, char kind, long long number, const char *text)
{
    size_t size = strlen(text) + 64;
    char *key = xcalloc(1, size);
    snprintf(key, size, "%c%lld:%s", kind, number, text);
    const char *interned = vet_text(u->p, key);
    free(key);
    return interned;
}

// -1: it has none. To ask clang for the size of a type that stands for none yet, as of a member
// function or of what a template will make of it, is a crash.
static long long size_of(CXType type)
{
    switch (clang_getCanonicalType(type).kind) {
    case CXType_Invalid:
    case CXType_Unexposed:
    case CXType_Overload:
    case CXType_Dependent: return -1;
    default: break;
    }
    long long size = clang_Type_getSizeOf(type);
    return size < 0 ? -1 : size;
}

static struct vet_type *named(struct front_unit *u, enum vet_type_kind kind, const char *key,
                              CXType type)
{
    bool is_new = false;
    struct vet_type *t = vet_type(u->p, key, &is_new);
    if (is_new) {
        char *name = front_string(clang_getTypeSpelling(type));
        t->kind = kind;
        t->name = vet_text(u->p, name);
        t->size = size_of(type);
        free(name);
    }
    return t;
}

// A pointer, or an array of so many.
static const struct vet_type *made_of(struct front_unit *u, enum vet_type_kind kind,
                                      long long count, const struct vet_type *target, CXType type)
{
    const char *key = key_of(u, kind == VET_POINTER ? 'P' : 'A', count, target->key);
    struct vet_type *t = named(u, kind, key, type);
    t->target = target;
    if (kind == VET_POINTER) // a parameter is one, though written as an array
        t->size = (int64_t)sizeof(void *);
    t->plain = target->plain ? made_of(u, kind, count, target->plain, type) : NULL;
    return t;
}

static const struct vet_type *pointer(struct front_unit *u, CXType type)
{
    CXType target = clang_getPointeeType(without_names(type));
    return made_of(u, VET_POINTER, 0, front_type(u, target), type);
}

static const struct vet_type *array(struct front_unit *u, CXType type)
{
    CXType bare = without_names(type);
    long long count = bare.kind == CXType_ConstantArray ? clang_getArraySize(bare) : -1;
    return made_of(u, VET_ARRAY, count, front_type(u, clang_getArrayElementType(bare)), type);
}

static const struct vet_type *plain(struct front_unit *u, CXType type, enum vet_type_kind kind)
{
    char *spelling = front_string(clang_getTypeSpelling(clang_getCanonicalType(type)));
    struct vet_type *t =
        named(u, kind, key_of(u, kind == VET_SCALAR ? 'S' : 'O', 0, spelling), type);
    free(spelling);
    return t;
}

static const struct vet_type *unqualified(struct front_unit *u, CXType type)
{
    CXType bare = clang_getCanonicalType(type);
    switch (bare.kind) {
    case CXType_Pointer:
    case CXType_BlockPointer:
    case CXType_ObjCObjectPointer: return pointer(u, type);
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray: return array(u, type);
    case CXType_Record: return front_record(u, type);
    case CXType_Void:
    case CXType_Invalid:
    case CXType_FunctionProto:
    case CXType_FunctionNoProto: return plain(u, type, VET_OTHER);
    default: return plain(u, type, VET_SCALAR);
    }
}

// A lock is what is called so, whatever it is made of.
static const struct vet_type *lock(struct front_unit *u, CXType type, const char *name)
{
    bool is_new = false;
    struct vet_type *t = vet_type(u->p, key_of(u, 'L', 0, name), &is_new);
    if (is_new) {
        t->kind = VET_LOCK;
        t->name = vet_text(u->p, name);
        t->size = size_of(type);
    }
    return t;
}

static const struct vet_type *with(struct front_unit *u, const struct vet_type *bare, unsigned bits)
{
    if (bits == 0)
        return bare;
    bool is_new = false;
    struct vet_type *t = vet_type(u->p, key_of(u, 'q', bits, bare->key), &is_new);
    if (is_new) {
        front_qualify(u, t, bare, bits);
        if (bits & FRONT_CONST || bare->plain)
            t->plain = with(u, bare->plain ? bare->plain : bare, bits & ~FRONT_CONST);
    }
    return t;
}

static const struct vet_type *qualified(struct front_unit *u, CXType type, unsigned bits)
{
    CXType inner = bits & FRONT_ATOMIC ? clang_Type_getValueType(clang_getCanonicalType(type))
                                       : front_unqualified(type);
    return with(u, front_type(u, inner), bits);
}

static unsigned qualifiers(CXType type)
{
    CXType bare = clang_getCanonicalType(type);
    return (clang_isConstQualifiedType(bare) ? FRONT_CONST : 0u) |
           (clang_isVolatileQualifiedType(bare) ? FRONT_VOLATILE : 0u) |
           (bare.kind == CXType_Atomic ? FRONT_ATOMIC : 0u);
}

// Arrays carry the qualifiers of their elements: the element's type has them already.
static bool is_array(CXType type)
{
    CXType bare = clang_getCanonicalType(type);
    return bare.kind == CXType_ConstantArray || bare.kind == CXType_IncompleteArray ||
           bare.kind == CXType_VariableArray;
}

CXType front_unqualified(CXType type)
{
    return type.kind == CXType_Invalid ? type : clang_getUnqualifiedType(type);
}

const struct vet_type *front_type(struct front_unit *u, CXType type)
{
    const void *handle = type.data[0];
    const struct vet_type *known = front_map_get(&u->types, handle);
    if (known)
        return known;
    unsigned bits = is_array(type) ? 0 : qualifiers(type);
    char *name = bits ? NULL : lock_name(u, type);
    struct vet_type *made = NULL;
    const struct vet_type *t = bits   ? qualified(u, type, bits)
                               : name ? lock(u, type, name)
                                      : unqualified(u, type);
    memcpy(&made, &t, sizeof t);
    free(name);
    if (handle)
        front_map_set(&u->types, handle, made);
    front_read_fields(u);
    return t;
}

const struct vet_type *front_parameter_type(struct front_unit *u, CXType type)
{
    const struct vet_type *written = front_type(u, type);
    if (written->kind != VET_ARRAY)
        return written;
    return made_of(u, VET_POINTER, 0, written->target, type);
}
