// text.h - numbers and sentences for people.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_TEXT_H
#define PAWL_TOOLS_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { TEXT_WIDTH = 80 };

// A short text, returned by value so that several fit into one printf.
struct words {
    char text[32];
};

// Three digits and a unit: "812 ns", "1.21 us", "310 ms"; "8.12 M"; "2.1 x". "-" for NAN.
struct words text_duration(double ns);
struct words text_count(double count);
struct words text_ratio(double ratio);

// text_fraction returns a number between 0 and 10 or so with two decimals, "-" for NAN.
struct words text_fraction(double value);

// text_percent returns a share as "37 %", "4.2 %", "<0.1 %"; "-" for NAN.
struct words text_percent(double share);

// text_grouped returns 612345 as "612,345".
struct words text_grouped(uint64_t number);

// text_plural returns the "s" of "2 files", "" for 1.
const char *text_plural(uint64_t count);

// text_file returns a file's name for a message: quoted if it is empty.
const char *text_file(const char *path);

// text_add appends to buffer[size], which holds a string, as printf; what does not fit is cut off.
__attribute__((format(printf, 3, 4))) void text_add(char *buffer, size_t size, const char *format,
                                                    ...);

// text_print_wrapped prints text broken between words at 80 columns. The first line starts at
// column at (already printed by the caller), the others are indented by indent.
void text_print_wrapped(FILE *out, int at, int indent, const char *text);

// text_is_utf8 tells whether the user's terminal wants UTF-8, by the locale.
bool text_is_utf8(void);

// text_nearest returns the name most like word, or NULL if none is like it. names ends with NULL.
const char *text_nearest(const char *word, const char *const *names);

// text_add_nearest appends " Did you mean X?" to buffer[size] if there is such a name.
void text_add_nearest(char *buffer, size_t size, const char *word, const char *const *names);

// text_tame replaces control characters, those that change the direction of writing, and what is no
// UTF-8 by question marks, so that text from a file can be printed and written as JSON.
void text_tame(char *text);

#endif
