// records.h - structs and unions.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_RECORDS_H
#define PAWL_VET_RECORDS_H

#include "vet/front/unit.h"

const struct vet_type *front_record(struct front_unit *u, CXType type);

enum { FRONT_CONST = 1, FRONT_VOLATILE = 2, FRONT_ATOMIC = 4 };

// Makes t what bare is, with such qualifiers.
void front_qualify(struct front_unit *u, struct vet_type *t, const struct vet_type *bare,
                   unsigned bits);

// Reads the fields of the records that were made; those of their fields come after them, not in
// them: types may lead far.
void front_read_fields(struct front_unit *u);

#endif
