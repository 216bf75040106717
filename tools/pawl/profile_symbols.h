// profile_symbols.h - from a module and an offset to names, by the module's symbols and DWARF.
// SPDX-License-Identifier: MIT
//
// Looks at the file that the module was mapped from, and at its separate debug information
// (/usr/lib/debug, or what .gnu_debuglink names); never at the process, and never at the network.
#ifndef PAWL_TOOLS_PROFILE_SYMBOLS_H
#define PAWL_TOOLS_PROFILE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What is known of a module's file when it was mapped.
struct module_key {
    const char *path;
    const uint8_t *build_id; // of build_id_bytes, 20 at most; 0: not known
    size_t build_id_bytes;
    int64_t mapped_unix_ns; // before that moment
};

struct profile_modules; // those that were opened
struct module_symbols;  // one of them

// profile_module returns the symbols of a module, from *all (NULL at first) if they are there.
struct module_symbols *profile_module(struct profile_modules **all, const struct module_key *key);

// module_problem returns why a module has no names, as a sentence part: "has changed since". NULL:
// all is well.
const char *module_problem(const struct module_symbols *m);

// A function that has code at an address. The strings are valid until the modules are closed.
struct symbol_place {
    const char *function; // as the linker knows it, or else as the source does; NULL: not known
    const char *file;     // NULL: not known
    int line;             // 0: not known
};

enum { SYMBOL_INLINED = 16 }; // places at one address at most

// module_places finds the functions at an offset, the innermost inlined one first. Returns how
// many: at least one.
size_t module_places(struct module_symbols *m, uint64_t offset,
                     struct symbol_place out[SYMBOL_INLINED]);

// module_variable finds the variable at an offset. Returns its name, as the linker knows it, or
// NULL; puts which part of it that is into member: "", ".lock", "[3].lock", or else "+0x18".
const char *module_variable(struct module_symbols *m, uint64_t offset, char *member, size_t size);

void profile_modules_close(struct profile_modules *all);

#endif
