// fatal.c - last words: what went wrong, where, and by which calls.
// SPDX-License-Identifier: MIT
#include "base/fatal.h"
#include "base/pointer.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unwind.h>

#define MAX_FRAMES 32

static void *fatal_handler; // pawl_fatal_handler *

pawl_fatal_handler *pawl_set_fatal_handler(pawl_fatal_handler *handler)
{
    // POSIX: a function pointer survives the way through void *.
    return (pawl_fatal_handler *)(uintptr_t)pawl_ptr_xchg_(&fatal_handler,
                                                           (void *)(uintptr_t)handler);
}

// A line is put together first and written by one write(2), so that two dying threads do not mix.
struct line {
    char text[512];
    size_t len;
};

static void put(struct line *l, const char *s)
{
    size_t room = sizeof l->text - 1 - l->len; // one is kept for the newline
    size_t n = strlen(s);
    n = n < room ? n : room;
    memcpy(l->text + l->len, s, n);
    l->len += n;
}

static void put_hex(struct line *l, uintptr_t v)
{
    char digits[2 + 2 * sizeof v + 1];
    char *p = digits + sizeof digits - 1;
    *p = '\0';
    do {
        *--p = "0123456789abcdef"[v % 16];
        v /= 16;
    } while (v != 0);
    *--p = 'x';
    *--p = '0';
    put(l, p);
}

static void flush(struct line *l)
{
    l->text[l->len++] = '\n';
    ssize_t ignored = write(STDERR_FILENO, l->text, l->len);
    (void)ignored; // nobody is left to tell
    l->len = 0;
}

// Module and offset are what addr2line wants, and they do not give the address layout away.
static void put_address(struct line *l, uintptr_t address)
{
    Dl_info info;
    if (!dladdr((void *)address, &info) || info.dli_fname == NULL) {
        put_hex(l, address);
        return;
    }
    const char *slash = strrchr(info.dli_fname, '/');
    put(l, slash ? slash + 1 : info.dli_fname);
    put(l, "+");
    put_hex(l, address - (uintptr_t)info.dli_fbase);
    if (info.dli_sname) {
        put(l, " ");
        put(l, info.dli_sname);
        put(l, "+");
        put_hex(l, address - (uintptr_t)info.dli_saddr);
    }
}

static _Unwind_Reason_Code print_frame(struct _Unwind_Context *context, void *arg)
{
    int *n = arg;
    uintptr_t pc = _Unwind_GetIP(context);
    if (pc == 0 || (*n)++ >= MAX_FRAMES)
        return _URC_END_OF_STACK;
    if (*n <= 1)
        return _URC_NO_REASON; // pawl_fatal_ itself
    struct line l = {.len = 0};
    put(&l, "  at ");
    put_address(&l, pc - 1); // the call, not the instruction after it
    flush(&l);
    return _URC_NO_REASON;
}

static void begin(const char *text)
{
    // write(2) is a cancellation point: a cancelled thread would vanish here, with the error.
    int ignored;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &ignored);
    struct line l = {.len = 0};
    put(&l, "fatal error: ");
    put(&l, text);
    flush(&l);
}

PAWL_NORETURN static void end(const char *text)
{
    void *handler = pawl_ptr_load_(&fatal_handler);
    if (handler)
        ((pawl_fatal_handler *)(uintptr_t)handler)(text);
    abort();
}

void pawl_fatal_(const char *text, const void *lock)
{
    begin(text);
    if (lock) {
        struct line l = {.len = 0};
        put(&l, "  object ");
        put_address(&l, (uintptr_t)lock);
        flush(&l);
    }
    int frames = 0;
    _Unwind_Backtrace(print_frame, &frames);
    end(text);
}

void pawl_fatal_more_(const char *text, void (*more)(void))
{
    begin(text);
    more();
    end(text);
}

void pawl_say_(const char *text)
{
    struct line l = {.len = 0};
    put(&l, text);
    flush(&l);
}
