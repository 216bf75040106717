// lab_text.c - text in memory, and the words in it.
// SPDX-License-Identifier: MIT
#include "lab_text.h"

#include "text.h"
#include "xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MAX_BYTES = 1 << 28,     // of all files: 256 MiB; positions are 32 bits
    DEFAULT_BYTES = 4 << 20, // of the default set
    STEP = 1 << 16,
};

static bool in_word(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
}

static void fold(char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (!in_word(c))
            bytes[i] = ' ';
        else if (c >= 'A' && c <= 'Z')
            bytes[i] = (char)(c - 'A' + 'a');
    }
}

// Appends what fd gives, and a blank. Returns 0 or an errno.
static int append(struct lab_text *text, int fd)
{
    uint32_t start = text->size;
    for (;;) {
        if (text->size > MAX_BYTES)
            return EFBIG;
        text->bytes = xrealloc(text->bytes, text->size + STEP + 1);
        ssize_t got = read(fd, text->bytes + text->size, STEP);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            break;
        text->size += (uint32_t)got;
    }
    fold(text->bytes + start, text->size - start);
    text->bytes[text->size++] = ' ';
    text->files++;
    return 0;
}

static int append_file(struct lab_text *text, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int err = append(text, fd);
    close(fd);
    return err;
}

// Takes what it finds, in the order of the names, and passes over what it cannot read.
static void append_default(struct lab_text *text, const char *pattern)
{
    glob_t found;
    if (glob(pattern, 0, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct stat st;
        if (stat(found.gl_pathv[i], &st) != 0 || !S_ISREG(st.st_mode))
            continue;
        if (text->size + st.st_size > DEFAULT_BYTES)
            break;
        append_file(text, found.gl_pathv[i]);
    }
    globfree(&found);
}

static bool read_all(struct lab_text *text, char **paths, int count, char *why, size_t size)
{
    for (int i = 0; i < count; i++) {
        int err = append_file(text, paths[i]);
        if (err == EFBIG)
            snprintf(why, size, "%s: more than 256 MiB of text", text_file(paths[i]));
        else if (err != 0)
            snprintf(why, size, "%s: %s", text_file(paths[i]), strerror(err));
        if (err != 0)
            return false;
    }
    if (count == 0) {
        append_default(text, "/usr/share/common-licenses/*");
        append_default(text, "/usr/share/doc/*/copyright");
    }
    struct lab_word word;
    uint32_t at = 0;
    if (lab_text_next(text, &at, text->size, &word))
        return true;
    snprintf(why, size,
             count ? "%s: no word in it" : "no text found in /usr/share/doc%.0s: name a file",
             count ? paths[0] : "");
    return false;
}

bool lab_text_read(struct lab_text *text, char **paths, int count, char *why, size_t size)
{
    *text = (struct lab_text){0};
    if (read_all(text, paths, count, why, size))
        return true;
    lab_text_free(text);
    return false;
}

void lab_text_free(struct lab_text *text)
{
    free(text->bytes);
    *text = (struct lab_text){0};
}

bool lab_text_next(const struct lab_text *text, uint32_t *at, uint32_t end, struct lab_word *word)
{
    const char *bytes = text->bytes;
    uint32_t i = *at;
    if (i > 0 && i < end && bytes[i] != ' ' && bytes[i - 1] != ' ') { // inside a word: pass over it
        while (bytes[i] != ' ')
            i++;
    }
    while (i < end && bytes[i] == ' ')
        i++;
    *at = i;
    if (i >= end)
        return false;
    uint32_t hash = 2166136261; // FNV-1a
    word->start = i;
    for (; bytes[i] != ' '; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 16777619;
    word->length = i - word->start;
    word->hash = hash;
    *at = i;
    return true;
}
