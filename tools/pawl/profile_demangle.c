// profile_demangle.c - the names of functions as people write them.
// SPDX-License-Identifier: MIT
#include "profile_demangle.h"

#include "xalloc.h"

#include <ctype.h>
#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// The C++ ABI's own decoder. It is in the C++ library, which every Debian system has (apt is
// written in C++); without it names stay as they are.
typedef char *demangler(const char *name, char *buffer, size_t *size, int *status);

static demangler *find_demangler(void)
{
    static demangler *found;
    static bool looked;
    if (!looked) {
        looked = true;
        void *library = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_LOCAL);
        void *symbol = library ? dlsym(library, "__cxa_demangle") : NULL;
        memcpy(&found, &symbol, sizeof found); // ISO C has no cast for it
    }
    return found;
}

static char *demangle(const char *symbol)
{
    int status = -1;
    demangler *decode = find_demangler();
    char *name = decode ? decode(symbol, NULL, NULL, &status) : NULL;
    return status == 0 ? name : NULL;
}

// ---- without what makes names long --------------------------------------------------------------

static bool in_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

// "operator<<", "operator()", "operator bool": their brackets and blanks are part of the name.
static size_t operator_length(const char *s)
{
    static const char word[] = "operator";
    size_t length = sizeof word - 1;
    if (strncmp(s, word, length) != 0 || in_name(s[length]))
        return 0;
    if (strncmp(s + length, "()", 2) == 0)
        return length + 2;
    return length + (s[length] == ' ' ? strcspn(s + length, "(<") : strcspn(s + length, "( "));
}

// How many characters at s belong together, whatever they are: they name something.
static size_t unit_length(const char *s, bool starts_word)
{
    static const char anonymous[] = "(anonymous namespace)";
    if (strncmp(s, anonymous, sizeof anonymous - 1) == 0)
        return sizeof anonymous - 1;
    const char *end = s[0] == '{' ? strchr(s, '}') : NULL; // {lambda(int)#1}
    if (end)
        return (size_t)(end + 1 - s);
    return starts_word ? operator_length(s) : 0;
}

// What may stand behind the parameters: " const", " &&".
static bool is_qualifier(const char *s)
{
    return strcmp(s, " const") == 0 || strncmp(s, " const ", 7) == 0 || strncmp(s, " &", 2) == 0;
}

// Drops (...), <...>, qualifiers, and the type that comes before the name of a template.
static void simplify(char *name)
{
    char *to = name;
    int depth = 0;
    bool starts_word = true;
    for (const char *s = name; *s != '\0' && (depth > 0 || !is_qualifier(s));) {
        size_t unit = unit_length(s, starts_word);
        size_t length = unit > 0 ? unit : 1;
        bool opens = unit == 0 && (*s == '(' || *s == '<');
        bool closes = unit == 0 && (*s == ')' || *s == '>') && depth > 0;
        starts_word = unit == 0 && !in_name(*s);
        depth += opens;
        if (depth == 0 && unit == 0 && *s == ' ') {
            to = s[1] == '<' ? to : name; // "operator<< <char>"
        } else if (depth == 0) {
            memmove(to, s, length);
            to += length;
        }
        depth -= closes;
        s += length;
    }
    *to = '\0';
}

// Rust's older names end with "::h" and 16 digits.
static void drop_rust_hash(char *name)
{
    size_t length = strlen(name);
    if (length > 19 && strncmp(name + length - 19, "::h", 3) == 0 &&
        strspn(name + length - 16, "0123456789abcdef") == 16)
        name[length - 19] = '\0';
}

// What compilers append to the name of a function of which they have made a variant.
static void drop_clone(char *name)
{
    static const char *const marks[] = {".part.", ".constprop.", ".isra.",
                                        ".cold",  ".llvm.",      ".lto_priv."};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        char *mark = strstr(name, marks[i]);
        if (mark && mark != name)
            *mark = '\0';
    }
}

char *profile_plain_name(const char *symbol)
{
    char *plain = xstrdup(symbol);
    drop_clone(plain);
    if (strncmp(plain, "_Z", 2) != 0) {
        if (strchr(plain, '<')) // of a template, which debug information may name in plain text
            simplify(plain);
        return plain;
    }
    char *name = demangle(plain);
    if (!name)
        return plain;
    free(plain);
    drop_rust_hash(name);
    simplify(name);
    return name;
}
