// run_records.h - the folder in which the processes of a run leave their records.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_RECORDS_H
#define PAWL_TOOLS_RUN_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

// run_records_make returns a folder for records, to be freed: kept, which is made or must have no
// records yet; or one that nobody else can look into, if kept is NULL. NULL, and why.
char *run_records_make(const char *kept, char *why, size_t size);

// run_records_find returns the paths of the records in a folder, sorted; the last is followed by
// NULL. To be freed with run_records_free. NULL, with errno: the folder cannot be read.
char **run_records_find(const char *folder);

void run_records_free(char **paths);

// run_records_remove removes a folder and the records in it.
void run_records_remove(const char *folder);

#endif
