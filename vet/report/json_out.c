// json_out.c - JSON to a file.
// SPDX-License-Identifier: MIT
#include "vet/report/json_out.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

const char *json_put_out(json_t *value, const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
    const char *wrong = NULL;
    if (!file) {
        wrong = strerror(errno);
    } else {
        bool fine = json_dumpf(value, file, JSON_INDENT(1)) == 0 && fputc('\n', file) != EOF;
        fine = (file == stdout ? fflush(file) : fclose(file)) == 0 && fine;
        wrong = fine ? NULL : strerror(errno);
    }
    json_decref(value);
    return wrong;
}
