// text.c - numbers and sentences for people.
// SPDX-License-Identifier: MIT
#include "text.h"

#include <langinfo.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

// Three significant digits.
static void add_digits(struct words *w, double value)
{
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    text_add(w->text, sizeof w->text, "%.*f", decimals, value);
}

struct unit {
    double from; // what makes one of it
    const char *name;
};

static struct words with_unit(double value, const struct unit *units, double smallest)
{
    struct words w = {""};
    if (isnan(value)) {
        text_add(w.text, sizeof w.text, "-");
        return w;
    }
    const struct unit *u = units;
    while (u[1].name && value >= u[1].from * 0.9995)
        u++;
    if (u->from <= smallest && value == floor(value))
        text_add(w.text, sizeof w.text, "%.0f", value);
    else
        add_digits(&w, value / u->from);
    if (u->name[0] != '\0')
        text_add(w.text, sizeof w.text, " %s", u->name);
    return w;
}

struct words text_duration(double ns)
{
    static const struct unit units[] = {{1, "ns"}, {1e3, "us"}, {1e6, "ms"}, {1e9, "s"}, {0, NULL}};
    return with_unit(ns, units, 1);
}

struct words text_count(double count)
{
    static const struct unit units[] = {{1, ""}, {1e3, "k"}, {1e6, "M"}, {1e9, "G"}, {0, NULL}};
    return with_unit(count, units, 1);
}

struct words text_ratio(double ratio)
{
    struct words w = {""};
    if (isnan(ratio))
        text_add(w.text, sizeof w.text, "-");
    else
        text_add(w.text, sizeof w.text, "%.*f x", ratio < 1.995 ? 2 : ratio < 9.95 ? 1 : 0, ratio);
    return w;
}

struct words text_fraction(double value)
{
    struct words w = {""};
    if (isnan(value))
        text_add(w.text, sizeof w.text, "-");
    else
        text_add(w.text, sizeof w.text, "%.2f", value);
    return w;
}

struct words text_percent(double share)
{
    struct words w = {""};
    if (isnan(share))
        text_add(w.text, sizeof w.text, "-");
    else if (share > 0 && share < 0.0005)
        text_add(w.text, sizeof w.text, "<0.1 %%");
    else
        text_add(w.text, sizeof w.text, "%.*f %%", share > 0 && share < 0.0995 ? 1 : 0,
                 share * 100);
    return w;
}

struct words text_grouped(uint64_t number)
{
    if (number < 1000) {
        struct words w = {""};
        text_add(w.text, sizeof w.text, "%u", (unsigned)number);
        return w;
    }
    struct words w = text_grouped(number / 1000);
    text_add(w.text, sizeof w.text, ",%03u", (unsigned)(number % 1000));
    return w;
}

const char *text_plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

const char *text_file(const char *path)
{
    return path[0] == '\0' ? "''" : path;
}

void text_add(char *buffer, size_t size, const char *format, ...)
{
    size_t used = strlen(buffer);
    va_list args;
    va_start(args, format);
    vsnprintf(buffer + used, size - used, format, args);
    va_end(args);
}

void text_print_wrapped(FILE *out, int at, int indent, const char *text)
{
    int column = at;
    bool fresh = true; // at the start of a line
    while (*text != '\0') {
        int length = (int)strcspn(text, " ");
        if (!fresh && column + 1 + length > TEXT_WIDTH) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
            fresh = true;
        }
        fprintf(out, "%s%.*s", fresh ? "" : " ", length, text);
        column += length + !fresh;
        fresh = false;
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

bool text_is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static int least(int a, int b, int c)
{
    int ab = a < b ? a : b;
    return ab < c ? ab : c;
}

// How many letters must be changed, added or dropped to get from a to b (Levenshtein).
static int distance(const char *a, const char *b)
{
    enum { MOST = 40 };
    int row[MOST + 1];
    int length = (int)strnlen(b, MOST);
    for (int j = 0; j <= length; j++)
        row[j] = j;
    for (int i = 1; a[i - 1] != '\0'; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= length; j++) {
            int above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[length];
}

const char *text_nearest(const char *word, const char *const *names)
{
    const char *nearest = NULL;
    int best = (int)(strlen(word) + 2) / 3 + 1; // further away it is another word
    for (; *names; names++) {
        int d = distance(word, *names);
        if (d < best) {
            best = d;
            nearest = *names;
        }
    }
    return nearest;
}

void text_add_nearest(char *buffer, size_t size, const char *word, const char *const *names)
{
    const char *nearest = text_nearest(word, names);
    if (nearest)
        text_add(buffer, size, " Did you mean %s?", nearest);
}

// How many bytes the UTF-8 character at text has; 0 if there is none.
static int utf8_length(const unsigned char *text)
{
    int length = text[0] < 0x80   ? 1
                 : text[0] < 0xc2 ? 0
                 : text[0] < 0xe0 ? 2
                 : text[0] < 0xf0 ? 3
                                  : 4;
    for (int i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) // also at the end of the string
            return 0;
    }
    bool too_long = (text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xf0 && text[1] < 0x90);
    bool surrogate = text[0] == 0xed && text[1] >= 0xa0;
    bool too_large = text[0] > 0xf4 || (text[0] == 0xf4 && text[1] >= 0x90);
    return too_long || surrogate || too_large ? 0 : length;
}

// A character that moves, hides or turns round what stands beside it: C0 and C1 controls, and the
// bidirectional ones: U+061C, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069.
static bool is_control(const unsigned char *text, int length)
{
    if (length == 1)
        return text[0] < 0x20 || text[0] == 0x7f;
    if (length == 2)
        return (text[0] == 0xc2 && text[1] < 0xa0) || (text[0] == 0xd8 && text[1] == 0x9c);
    if (length != 3 || text[0] != 0xe2)
        return false;
    if (text[1] == 0x80)
        return text[2] == 0x8e || text[2] == 0x8f || (text[2] >= 0xa8 && text[2] <= 0xae);
    return text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9;
}

void text_tame(char *text)
{
    char *to = text;
    while (*text != '\0') {
        int length = utf8_length((const unsigned char *)text);
        if (length == 0 || is_control((const unsigned char *)text, length)) {
            *to++ = '?';
            text += length > 0 ? length : 1;
        } else {
            memmove(to, text, (size_t)length);
            to += length;
            text += length;
        }
    }
    *to = '\0';
}
