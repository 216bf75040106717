// profile_dwarf.h - what a module's DWARF says of an address: inlined functions, files and lines.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_DWARF_H
#define PAWL_TOOLS_PROFILE_DWARF_H

#include "profile_symbols.h"

#include <elfutils/libdwfl.h>

struct module_dwarf;

// module_dwarf_open returns NULL if there is none.
struct module_dwarf *module_dwarf_open(Dwfl_Module *module);

// module_dwarf_places is module_places for an address of libdwfl's. Returns 0 if nothing is known.
size_t module_dwarf_places(struct module_dwarf *d, uint64_t address,
                           struct symbol_place out[SYMBOL_INLINED]);

void module_dwarf_close(struct module_dwarf *d);

#endif
