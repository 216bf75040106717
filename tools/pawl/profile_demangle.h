// profile_demangle.h - the names of functions as people write them.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_DEMANGLE_H
#define PAWL_TOOLS_PROFILE_DEMANGLE_H

// profile_plain_name returns what the linker calls symbol as the source does, to be freed: C++ and
// Rust names are decoded, without parameters and template arguments, and what the compiler appends
// to the name of a clone (".part.0") is dropped.
char *profile_plain_name(const char *symbol);

#endif
