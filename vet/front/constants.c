// constants.c - what is known without evaluating it.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool lower_begins_with(struct lower *l, const struct node *n, const char *word)
{
    size_t size = 0, length = strlen(word);
    const char *text = front_text(l->u, clang_getCursorLocation(n->cursor), &size);
    return text && size > length && strncmp(text, word, length) == 0;
}

// Most numbers are short and decimal. clang evaluates the others, which takes longer.
static bool is_short_number(const char *text, size_t size, int64_t *out)
{
    size_t i = 0;
    int64_t number = 0;
    for (; i < size && i < 9 && isdigit((unsigned char)text[i]); i++)
        number = number * 10 + (text[i] - '0');
    *out = number;
    return i > 0 && i < size && (text[0] != '0' || i == 1) && !isalnum((unsigned char)text[i]) &&
           text[i] != '.' && text[i] != '\'' && text[i] != '_' && text[i] != '#';
}

static bool evaluate(CXCursor c, int64_t *out)
{
    CXEvalResult result = clang_Cursor_Evaluate(c);
    bool is_number = result && clang_EvalResult_getKind(result) == CXEval_Int;
    if (is_number)
        *out = clang_EvalResult_getAsLongLong(result);
    if (result)
        clang_EvalResult_dispose(result);
    return is_number;
}

static bool is_enumerator(CXCursor c, int64_t *out)
{
    CXCursor what = clang_getCursorReferenced(c);
    if (clang_getCursorKind(what) != CXCursor_EnumConstantDecl)
        return false;
    *out = clang_getEnumConstantDeclValue(what);
    return true;
}

bool lower_constant(struct lower *l, struct node *n, int64_t *out)
{
    struct node *bare = tree_bare(n);
    size_t size = 0;
    if (bare->kind == CXCursor_IntegerLiteral) {
        const char *text = front_text(l->u, clang_getCursorLocation(bare->cursor), &size);
        if (text && is_short_number(text, size, out))
            return true;
    }
    if (bare->kind == CXCursor_DeclRefExpr && is_enumerator(bare->cursor, out))
        return true;
    return evaluate(n->cursor, out);
}

struct node *lower_chosen(struct lower *l, struct node *n)
{
    CXType wanted = clang_getCanonicalType(clang_getCursorType(n->cursor));
    struct node *found = NULL;
    unsigned count = 0;
    (void)l;
    // The first child is what chooses; it is not evaluated.
    for (struct node *c = n->first ? n->first->next : NULL; c; c = c->next) {
        if (clang_equalTypes(clang_getCanonicalType(clang_getCursorType(c->cursor)), wanted)) {
            found = found ? found : c;
            count++;
        }
    }
    return count == 1 ? found : NULL;
}
