// database.c - compile_commands.json.
// SPDX-License-Identifier: MIT
#include "vet/front/front.h"

#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

#include <clang-c/CXCompilationDatabase.h>

static char *copied(CXString s)
{
    const char *text = clang_getCString(s);
    char *copy = xstrdup(text ? text : "");
    clang_disposeString(s);
    return copy;
}

static bool is_c(const char *file)
{
    size_t length = strlen(file);
    return length > 2 && file[length - 2] == '.' &&
           (file[length - 1] == 'c' || file[length - 1] == 'i');
}

static void add(struct vet_sources *s, CXCompileCommand command)
{
    char *file = copied(clang_CompileCommand_getFilename(command));
    char *folder = copied(clang_CompileCommand_getDirectory(command));
    unsigned count = clang_CompileCommand_getNumArgs(command);
    char **arguments = xcalloc(count + 1, sizeof *arguments);
    for (unsigned i = 0; i < count; i++)
        arguments[i] = copied(clang_CompileCommand_getArg(command, i));
    // The first is the compiler.
    if (is_c(file) && count > 0)
        vet_sources_add(s, file, folder, (const char *const *)arguments + 1, count - 1);
    for (unsigned i = 0; i < count; i++)
        free(arguments[i]);
    free(arguments);
    free(file);
    free(folder);
}

bool vet_sources_of_database(struct vet_sources *s, const char *folder)
{
    CXCompilationDatabase_Error error = CXCompilationDatabase_NoError;
    CXCompilationDatabase database = clang_CompilationDatabase_fromDirectory(folder, &error);
    if (error != CXCompilationDatabase_NoError)
        return false;
    CXCompileCommands all = clang_CompilationDatabase_getAllCompileCommands(database);
    unsigned count = clang_CompileCommands_getSize(all);
    for (unsigned i = 0; i < count; i++)
        add(s, clang_CompileCommands_getCommand(all, i));
    clang_CompileCommands_dispose(all);
    clang_CompilationDatabase_dispose(database);
    return true;
}
