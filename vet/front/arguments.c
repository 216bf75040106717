// arguments.c - a compiler's arguments, as clang is to see them.
// SPDX-License-Identifier: MIT
#include "vet/front/arguments.h"

#include "xalloc.h"

#include <string.h>

// What is known to mean something to clang; with = or a value at the end, any value.
static const char *const kept[] = {
    "-ansi",
    "-undef",
    "-nostdinc",
    "-nostdlibinc",
    "-nobuiltininc",
    "-trigraphs",
    "-pthread",
    "-O",
    "-std=",
    "-x",
    "-fno-builtin",
    "-ffreestanding",
    "-fhosted",
    "-fshort-enums",
    "-fshort-wchar",
    "-fno-short-wchar",
    "-fsigned-char",
    "-funsigned-char",
    "-fno-signed-char",
    "-fno-unsigned-char",
    "-fgnu89-inline",
    "-fms-extensions",
    "-fPIC",
    "-fpic",
    "-fPIE",
    "-fpie",
    "-fdollars-in-identifiers",
    "-fblocks",
    "-fgnu-keywords",
    "-fasm",
    "-fno-asm",
    "-fexceptions",
    "--sysroot=",
    "--target=",
    "-target",
};

static const char *const of_processor[] = {
    "-m32",    "-m64",    "-mx32",        "-march=",  "-mcpu=",  "-msse",    "-mssse3",
    "-mavx",   "-mfma",   "-maes",        "-mpclmul", "-mbmi",   "-mlzcnt",  "-mpopcnt",
    "-mf16c",  "-madx",   "-msha",        "-mmmx",    "-mrdrnd", "-mrdseed", "-mcx16",
    "-mmovbe", "-mxsave", "-mvpclmulqdq", "-mvaes",   "-mgfni",  "-mcrc32",
};

// These take a value, with a space or without.
static const char *const with_value[] = {
    "-I",      "-D",         "-U",        "-include", "-imacros",     "-isystem",
    "-iquote", "-idirafter", "-isysroot", "-iprefix", "-iwithprefix", "-iwithprefixbefore",
};

static const char *const dropped_with_value[] = {
    "-o",
    "-MF",
    "-MT",
    "-MQ",
    "-MJ",
    "--param",
    "-Xlinker",
    "-Xassembler",
    "-Xpreprocessor",
    "-Xclang",
    "-aux-info",
    "-dumpbase",
    "-T",
    "-u",
    "-z",
    "-L",
    "-l",
    "-arch",
    "-working-directory",
    "-resource-dir",
};

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool is_one_of(const char *text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(text, list[i]) == 0)
            return true;
    }
    return false;
}

static bool begins_with_one_of(const char *text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (begins(text, list[i]))
            return true;
    }
    return false;
}

#define COUNT(list) (sizeof(list) / sizeof *(list))

static bool is_kept(const char *text)
{
    for (size_t i = 0; i < COUNT(kept); i++) {
        size_t length = strlen(kept[i]);
        bool takes_any =
            kept[i][length - 1] == '=' || strcmp(kept[i], "-O") == 0 || strcmp(kept[i], "-x") == 0;
        if (takes_any ? begins(text, kept[i]) : strcmp(text, kept[i]) == 0)
            return true;
    }
    return false;
}

static bool needs_next(const char *text)
{
    return strcmp(text, "-x") == 0 || strcmp(text, "-target") == 0;
}

struct front_arguments front_arguments(const struct vet_source *source, bool plain)
{
    struct front_arguments out = {xcalloc(source->argument_count + 16, sizeof(char *)), 0};
    for (size_t i = 0; i < source->argument_count; i++) {
        const char *text = source->arguments[i];
        const char *next = i + 1 < source->argument_count ? source->arguments[i + 1] : NULL;
        if (is_one_of(text, dropped_with_value, COUNT(dropped_with_value))) {
            i++;
        } else if (is_one_of(text, with_value, COUNT(with_value)) || needs_next(text)) {
            if (!next)
                break;
            out.list[out.count++] = text;
            out.list[out.count++] = next;
            i++;
        } else if (begins_with_one_of(text, with_value, COUNT(with_value)) || is_kept(text) ||
                   (!plain && begins_with_one_of(text, of_processor, COUNT(of_processor)))) {
            out.list[out.count++] = text;
        } else if (begins(text, "-Wp,-D") || begins(text, "-Wp,-U")) {
            out.list[out.count++] = text + strlen("-Wp,");
        }
    }
    return out;
}
