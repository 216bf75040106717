// attributes.c - attributes, which clang shows as text only.
// SPDX-License-Identifier: MIT
#include "vet/front/unit.h"

#include "xalloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

char *front_attributes(CXCursor declaration)
{
    if (!clang_Cursor_hasAttrs(declaration))
        return NULL;
    CXPrintingPolicy policy = clang_getCursorPrintingPolicy(declaration);
    clang_PrintingPolicy_setProperty(policy, CXPrintingPolicy_TerseOutput, 1);
    char *text = front_string(clang_getCursorPrettyPrinted(declaration, policy));
    clang_PrintingPolicy_dispose(policy);
    return text;
}

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

// The end of what a parenthesis encloses.
static const char *closing(const char *at)
{
    unsigned depth = 0;
    bool in_text = false;
    for (; *at; at++) {
        if (*at == '"' && at[-1] != '\\')
            in_text = !in_text;
        if (in_text)
            continue;
        if (*at == '(')
            depth++;
        if (*at == ')' && depth-- == 0)
            return at;
    }
    return NULL;
}

char *front_attribute(const char **at, const char *name)
{
    size_t length = strlen(name);
    for (const char *found = strstr(*at, name); found; found = strstr(found + 1, name)) {
        const char *begin = found + length + 1;
        if ((found > *at && is_letter(found[-1])) || found[length] != '(')
            continue;
        const char *end = closing(begin);
        if (!end)
            return NULL;
        char *text = xcalloc(1, (size_t)(end - begin) + 1);
        memcpy(text, begin, (size_t)(end - begin));
        *at = end;
        return text;
    }
    return NULL;
}

void front_guarded_by(struct front_unit *u, CXCursor declaration, const char **guarded_by,
                      bool *guards_target)
{
    char *text = front_attributes(declaration);
    if (!text)
        return;
    const char *at = text;
    char *lock = front_attribute(&at, "guarded_by");
    if (!lock) {
        at = text;
        lock = front_attribute(&at, "pt_guarded_by");
        *guards_target = lock != NULL;
    }
    if (lock)
        *guarded_by = vet_text(u->p, lock);
    free(lock);
    free(text);
}
