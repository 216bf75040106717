// page.h - memory that nobody can touch any more from a moment on.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_PAGE_H
#define PAWL_TESTS_PAGE_H

#include <check.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

static inline size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

// page_new returns a page of zeros.
static inline void *page_new(void)
{
    void *p = mmap(NULL, page_size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert(p != MAP_FAILED);
    return p;
}

// page_seal makes it inaccessible. It stays mapped, so that nothing else can come to lie there.
static inline void page_seal(void *p)
{
    mprotect(p, page_size(), PROT_NONE);
}

static inline void page_gone(void *p)
{
    munmap(p, page_size());
}

#endif
