// editions.c - the table of all locks.
// SPDX-License-Identifier: MIT
#include "edition.h"

#include <string.h>

extern const struct pawl_edition pawl_edition_m2008_, pawl_edition_m2011_, pawl_edition_m2015_,
    pawl_edition_m2016_, pawl_edition_pawl_, pawl_edition_textbook_, pawl_edition_pthread_,
    pawl_edition_ticket_, pawl_edition_busted_;

const struct pawl_edition *const pawl_editions[] = {
    &pawl_edition_m2008_,   &pawl_edition_m2011_,
    &pawl_edition_m2015_,   &pawl_edition_m2016_,
    &pawl_edition_pawl_,    &pawl_edition_textbook_,
    &pawl_edition_pthread_, &pawl_edition_ticket_,
    &pawl_edition_busted_,  NULL,
};

const struct pawl_edition *pawl_edition_find(const char *name)
{
    for (const struct pawl_edition *const *e = pawl_editions; *e; e++) {
        if (strcmp((*e)->name, name) == 0)
            return *e;
    }
    return NULL;
}
