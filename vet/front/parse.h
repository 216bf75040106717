// parse.h - one source, read by clang.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_PARSE_H
#define PAWL_VET_PARSE_H

#include "vet/front/front.h"
#include "vet/front/unit.h"

// front_parse returns the unit, or NULL if clang cannot read the file at all.
CXTranslationUnit front_parse(CXIndex index, const struct vet_source *source);

// front_error returns clang's first error, to be freed; NULL: there is none.
char *front_error(CXTranslationUnit tu);

// What clang's thread-safety analysis has found goes to the list, each remark once.
struct front_remarks {
    struct vet_remark *list;
    size_t count, room;
};
void front_collect_remarks(struct front_unit *u, struct front_remarks *all);

#endif
