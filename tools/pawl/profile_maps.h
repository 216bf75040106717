// profile_maps.h - which files a process has mapped.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_MAPS_H
#define PAWL_TOOLS_PROFILE_MAPS_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

struct maps;

struct map_entry {
    uint64_t start, end, inode;
    char path[PATH_MAX]; // "" if it is no file's
};

// maps_open returns the mappings of a process; NULL, with errno, if it may not be asked or is gone.
struct maps *maps_open(int pid);

bool maps_next(struct maps *m, struct map_entry *entry);

// maps_named tells whether the file of an entry has this name, in whatever folder.
bool maps_named(const struct map_entry *entry, const char *name);

void maps_close(struct maps *m);

#endif
