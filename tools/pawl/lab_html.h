// lab_html.h - what the parts of the laboratory's page share.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_LAB_HTML_H
#define PAWL_TOOLS_LAB_HTML_H

#include "lab.h"

// lab_pictures writes the pictures of one table.
void lab_pictures(FILE *out, const struct lab_table *t);

#endif
