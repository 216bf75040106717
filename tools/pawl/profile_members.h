// profile_members.h - which member of a global variable lies at an address, by DWARF.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_MEMBERS_H
#define PAWL_TOOLS_PROFILE_MEMBERS_H

#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct module_members;

// module_members_open returns NULL if the module has no DWARF.
struct module_members *module_members_open(Dwfl_Module *module);

// module_members_path writes what comes behind the name of the variable that begins at an address
// of libdwfl's, to say which part of it begins so many bytes into it: ".lock", "[3].lock". False:
// not known.
bool module_members_path(struct module_members *m, uint64_t variable, uint64_t into, char *out,
                         size_t size);

void module_members_close(struct module_members *m);

#endif
