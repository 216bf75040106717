// functions.c - functions, as they are declared.
// SPDX-License-Identifier: MIT
#include "vet/front/unit.h"

#include "xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct vet_variable *parameter(struct front_unit *u, struct vet_function *f, unsigned index)
{
    size_t size = strlen(f->key) + 32;
    char *key = xcalloc(1, size);
    bool is_new = false;
    snprintf(key, size, "%s#%u", f->key, index);
    struct vet_variable *v = vet_variable(u->p, key, &is_new);
    v->kind = VET_PARAMETER;
    v->index = index;
    v->function = f;
    free(key);
    return v;
}

// The names of the definition win; those of a declaration are better than none.
static void name_parameter(struct front_unit *u, struct vet_variable *v, CXCursor c,
                           bool is_definition)
{
    char *name = front_spelling(c);
    if (!v->name || v->name[0] == '\0' || is_definition) {
        v->name = vet_text(u->p, name);
        v->location = front_location(u, clang_getCursorLocation(c));
        v->type = front_parameter_type(u, clang_getCursorType(c));
    }
    free(name);
}

void front_parameters(struct front_unit *u, struct vet_function *f, CXCursor declaration)
{
    int count = clang_Cursor_getNumArguments(declaration);
    bool is_definition = clang_isCursorDefinition(declaration);
    size_t known = count > 0 ? (size_t)count : 0;
    const struct vet_variable **list = vet_allocate(u->p, (known + 1) * sizeof *list);
    for (size_t i = 0; i < known; i++) {
        CXCursor c = clang_Cursor_getArgument(declaration, (unsigned)i);
        struct vet_variable *v = parameter(u, f, (unsigned)i);
        name_parameter(u, v, c, is_definition);
        front_map_set(&u->variables, c.data[0], v);
        list[i] = v;
    }
    if (known >= f->parameter_count) {
        f->parameters = list;
        f->parameter_count = known;
    }
}

static const char *const never_return[] = {
    "exit",
    "_exit",
    "_Exit",
    "abort",
    "quick_exit",
    "longjmp",
    "_longjmp",
    "siglongjmp",
    "__assert_fail",
    "__assert",
    "__assert_perror_fail",
    "pthread_exit",
    "thrd_exit",
    "__builtin_unreachable",
    "__builtin_trap",
    "__builtin_abort",
    "__builtin_exit",
    "__builtin_longjmp",
    "__longjmp_chk",
    "__chk_fail",
    "__stack_chk_fail",
};

static bool is_listed(const char *name)
{
    for (size_t i = 0; i < sizeof never_return / sizeof *never_return; i++) {
        if (strcmp(name, never_return[i]) == 0)
            return true;
    }
    return false;
}

// The compiler's own memcpy, which headers turn memcpy into, is memcpy.
static const char *plain_name(const char *name)
{
    static const char *const plain[][2] = {
        {"__builtin_memcpy", "memcpy"},       {"__builtin_memmove", "memmove"},
        {"__builtin___memcpy_chk", "memcpy"}, {"__builtin___memmove_chk", "memmove"},
        {"__builtin_memset", "memset"},       {"__builtin___memset_chk", "memset"},
        {"__memcpy_chk", "memcpy"},           {"__memmove_chk", "memmove"},
        {"__memset_chk", "memset"},           {"__builtin_mempcpy", "mempcpy"},
        {"__builtin_bcopy", "bcopy"},
    };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        if (strcmp(name, plain[i][0]) == 0)
            return plain[i][1];
    }
    return name;
}

static void name_function(struct front_unit *u, struct vet_function *f, CXCursor declaration)
{
    char *name = front_spelling(declaration);
    CXType type = clang_getCursorType(declaration);
    CXType result = clang_getResultType(type);
    f->name = vet_text(u->p, plain_name(name));
    f->is_static = clang_getCursorLinkage(declaration) == CXLinkage_Internal;
    f->is_inline = clang_Cursor_isFunctionInlined(declaration);
    f->is_variadic = clang_isFunctionTypeVariadic(type);
    f->returns = clang_getCanonicalType(result).kind == CXType_Void ? NULL : front_type(u, result);
    f->location = front_location(u, clang_getCursorLocation(declaration));
    f->is_noreturn |= is_listed(name) || vet_is_noreturn(u->reader->locks, name);
    free(name);
}

static void read_attributes(struct front_unit *u, struct vet_function *f, CXCursor declaration)
{
    char *text = front_attributes(declaration);
    if (!text)
        return;
    if (strstr(text, "noreturn") || strstr(text, "_Noreturn"))
        f->is_noreturn = true;
    front_promises(u, f, declaration, text);
    free(text);
}

struct vet_function *front_function(struct front_unit *u, CXCursor declaration)
{
    struct vet_function *f = front_map_get(&u->functions, declaration.data[0]);
    bool is_new = false;
    if (f)
        return f;
    f = vet_function(u->p, front_key(u, declaration), &is_new);
    front_map_set(&u->functions, declaration.data[0], f);
    if (is_new || (clang_isCursorDefinition(declaration) && !f->is_defined))
        name_function(u, f, declaration);
    front_parameters(u, f, declaration);
    read_attributes(u, f, declaration);
    // What its first declaration promises, a later one need not say again.
    CXCursor first = clang_getCanonicalCursor(declaration);
    if (!clang_equalCursors(first, declaration))
        front_function(u, first);
    return f;
}
