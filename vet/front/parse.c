// parse.c - one source, read by clang.
// SPDX-License-Identifier: MIT
#include "vet/front/parse.h"

#include "vet/front/arguments.h"

#include "xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// __PAWL_VET__ is for sources that have something to say to us only: pawl/annotate.h.
static const char *const ours[] = {
    "-D__PAWL_VET__=1",   "-Wno-everything",        "-Wthread-safety",
    "-Qunused-arguments", "-fno-caret-diagnostics", "-ferror-limit=20",
};

static CXTranslationUnit parse(CXIndex index, const struct vet_source *source, bool plain)
{
    struct front_arguments a = front_arguments(source, plain);
    CXTranslationUnit tu = NULL;
    char *folder = NULL;
    if (source->folder) {
        size_t size = strlen(source->folder) + sizeof "-working-directory=";
        folder = xcalloc(1, size);
        snprintf(folder, size, "-working-directory=%s", source->folder);
        a.list[a.count++] = folder;
    }
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        a.list[a.count++] = ours[i];
    enum CXErrorCode error = clang_parseTranslationUnit2(index, source->file, a.list, (int)a.count,
                                                         NULL, 0, CXTranslationUnit_KeepGoing, &tu);
    free(folder);
    free(a.list);
    return error == CXError_Success ? tu : NULL;
}

// What gcc accepts, and clang complains about without getting anything wrong.
static bool is_harmless(CXDiagnostic d)
{
    static const char *const known[] = {
        "cannot apply asm label to function after its first use",
        "unsupported inline asm",
        "invalid use of a cast in a inline asm context",
    };
    char *text = front_string(clang_getDiagnosticSpelling(d));
    bool is_known = false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        is_known |= strncmp(text, known[i], strlen(known[i])) == 0;
    free(text);
    return is_known;
}

char *front_error(CXTranslationUnit tu)
{
    unsigned count = clang_getNumDiagnostics(tu);
    char *text = NULL;
    for (unsigned i = 0; i < count && !text; i++) {
        CXDiagnostic d = clang_getDiagnostic(tu, i);
        if (clang_getDiagnosticSeverity(d) >= CXDiagnostic_Error && !is_harmless(d))
            text = front_string(clang_formatDiagnostic(d, CXDiagnostic_DisplaySourceLocation |
                                                              CXDiagnostic_DisplayColumn));
        clang_disposeDiagnostic(d);
    }
    return text;
}

// A flag of a processor that only gcc knows is an error without a place.
static bool has_bad_flag(CXTranslationUnit tu)
{
    char *error = front_error(tu);
    bool has = error && strncmp(error, "error: ", strlen("error: ")) == 0;
    free(error);
    return has;
}

CXTranslationUnit front_parse(CXIndex index, const struct vet_source *source)
{
    CXTranslationUnit tu = parse(index, source, false);
    if (tu && !has_bad_flag(tu))
        return tu;
    if (tu)
        clang_disposeTranslationUnit(tu);
    return parse(index, source, true);
}

// ---- remarks ------------------------------------------------------------------------------------

static bool is_ours(const char *flag)
{
    return strncmp(flag, "-Wthread-safety", strlen("-Wthread-safety")) == 0 &&
           strcmp(flag, "-Wthread-safety-attributes") != 0;
}

static const struct vet_function *function_at(struct front_unit *u, struct vet_location at)
{
    const struct vet_function *best = NULL;
    const struct front_map *all = &u->functions;
    for (size_t i = 0; all->pairs && i <= all->mask; i++) {
        const struct vet_function *f = all->pairs[i].key ? all->pairs[i].value : NULL;
        if (f && f->is_defined && f->location.file == at.file && f->location.line <= at.line &&
            at.line <= f->end.line)
            best = f;
    }
    return best;
}

static bool is_there(const struct front_remarks *all, const struct vet_remark *r)
{
    for (size_t i = 0; i < all->count; i++) {
        if (all->list[i].text == r->text && front_is_same_place(all->list[i].location, r->location))
            return true;
    }
    return false;
}

static void add(struct front_unit *u, struct front_remarks *all, CXDiagnostic d)
{
    char *flag = front_string(clang_getDiagnosticOption(d, NULL));
    char *text = front_string(clang_getDiagnosticSpelling(d));
    struct vet_remark r = {.location = front_location(u, clang_getDiagnosticLocation(d))};
    r.text = vet_text(u->p, text);
    r.flag = vet_text(u->p, flag);
    if (is_ours(flag) && !is_there(all, &r)) {
        r.function = function_at(u, r.location);
        if (all->count == all->room) {
            all->room = all->room ? all->room * 2 : 64;
            all->list = xrealloc(all->list, all->room * sizeof *all->list);
        }
        all->list[all->count++] = r;
    }
    free(flag);
    free(text);
}

void front_collect_remarks(struct front_unit *u, struct front_remarks *all)
{
    unsigned count = clang_getNumDiagnostics(u->tu);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic d = clang_getDiagnostic(u->tu, i);
        if (clang_getDiagnosticSeverity(d) == CXDiagnostic_Warning)
            add(u, all, d);
        clang_disposeDiagnostic(d);
    }
}
