// run_find.h - which file a program's name means.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_FIND_H
#define PAWL_TOOLS_RUN_FIND_H

// run_find looks for a program as a shell does: a name without a slash in the folders of PATH.
// Returns its path, to be freed; or NULL, with errno: EACCES if there is one that may not be run,
// else ENOENT and the like.
char *run_find(const char *name);

#endif
