// instance.c - one semaphore table per process, however many copies of the library it holds.
// SPDX-License-Identifier: MIT
//
// Two shared objects may each contain libpawl.a, with hidden symbols and loaded RTLD_LOCAL, and
// still share a lock; with a table each, one would sleep where the other does not look
// (facebook/folly#1558). No symbol can bring them together. But the loader lists every object, and
// each copy carries an ELF note that says where its struct pawl_copy is. The copies agree on the
// instance that one of them has already, else on the one that is first put into the first copy on
// the list, which only grows at its end.
#include "base/fatal.h"
#include "base/pointer.h"
#include "sema/table.h"

#include <elf.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

// The number of the layout and meaning of struct pawl_process, struct pawl_table, struct
// pawl_waiter, struct pawl_parker and the lock words. Copies that differ in it cannot live in one
// process.
#ifndef PAWL_INSTANCE_ABI
#define PAWL_INSTANCE_ABI 1
#endif
#define STR2(x) #x
#define STR(x) STR2(x)

struct pawl_copy {
    void *process; // struct pawl_process *, set once
};
__attribute__((__visibility__("hidden"), __used__)) struct pawl_copy pawl_copy_;

// name "pawl", type 1, descriptor: { distance from here to pawl_copy_, PAWL_INSTANCE_ABI }.
// clang-format off
__asm__(".pushsection .note.pawl,\"a\",%note\n"
        ".balign 4\n"
        ".long 5, 8, 1\n"
        ".asciz \"pawl\"\n"
        ".balign 4\n"
        ".long pawl_copy_ - .\n"
        ".long " STR(PAWL_INSTANCE_ABI) "\n"
        ".popsection\n");
// clang-format on

struct descriptor {
    int32_t distance;
    uint32_t abi;
};

// Both parts on pages of their own: of 4, 16 or 64 KiB, as the kernel has them.
static size_t whole_pages(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (size + page - 1) / page * page;
}

static size_t process_size(void)
{
    return whole_pages(sizeof(struct pawl_process));
}

static size_t table_size(void)
{
    return whole_pages(sizeof(struct pawl_table));
}

// In a child of a kernel without MADV_WIPEONFORK (before 4.14), or with a filter against it.
static void wipe_by_hand(void)
{
    struct pawl_process *p = pawl_ptr_load_(&pawl_copy_.process);
    if (p)
        memset(p->table, 0, sizeof *p->table);
}

static struct pawl_process *new_process(void)
{
    size_t size = process_size() + table_size();
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        pawl_fatal_("pawl: no memory for the semaphore table", NULL);
    if (madvise(memory + process_size(), table_size(), MADV_WIPEONFORK) != 0)
        pthread_atfork(NULL, NULL, wipe_by_hand);
    struct pawl_process *p = (struct pawl_process *)(void *)memory;
    p->table = (struct pawl_table *)(void *)(memory + process_size());
    // 16 random bytes that the kernel gives each program.
    const void *random = (const void *)getauxval(AT_RANDOM);
    if (random)
        memcpy(&p->seed, random, sizeof p->seed);
    pawl_word_store_rlx(&p->table->life, PAWL_TABLE_CLEAN);
    return p;
}

static void free_process(struct pawl_process *p)
{
    munmap(p, process_size() + table_size());
}

static void check_abi(const struct descriptor *d, const char *object)
{
    if (d->abi == PAWL_INSTANCE_ABI)
        return;
    char text[512];
    snprintf(text, sizeof text,
             "pawl: two libpawl that do not fit together in one process "
             "(ABI %u here, ABI %u in %s)",
             (unsigned)PAWL_INSTANCE_ABI, (unsigned)d->abi,
             object && object[0] ? object : "the program");
    pawl_fatal_(text, NULL);
}

// One walk over the copies in the loader's order.
struct walk {
    struct pawl_process *offer; // to put into the first copy; NULL: only look
    struct pawl_process *found;
};

// Returns whether the walk is over.
static bool visit_copy(struct walk *walk, const struct descriptor *d, const char *object)
{
    check_abi(d, object);
    struct pawl_copy *copy = (struct pawl_copy *)((uintptr_t)d + (uintptr_t)(intptr_t)d->distance);
    if (walk->offer)
        pawl_ptr_cas_(&copy->process, NULL, walk->offer);
    walk->found = pawl_ptr_load_(&copy->process);
    return walk->found != NULL;
}

static size_t align4(size_t n)
{
    return (n + 3) & ~(size_t)3;
}

static bool visit_notes(struct walk *walk, const char *notes, size_t size, const char *object)
{
    while (size >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *n = (const void *)notes;
        const char *name = notes + sizeof *n;
        const char *desc = name + align4(n->n_namesz);
        size_t whole = sizeof *n + align4(n->n_namesz) + align4(n->n_descsz);
        if (whole > size)
            return false;
        if (n->n_type == 1 && n->n_namesz == 5 && memcmp(name, "pawl", 5) == 0 &&
            visit_copy(walk, (const void *)desc, object))
            return true;
        notes += whole;
        size -= whole;
    }
    return false;
}

static int visit_object(struct dl_phdr_info *info, size_t size, void *arg)
{
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
        // Sections with other alignments (GNU properties) come in segments of their own.
        if (ph->p_type == PT_NOTE && ph->p_align <= 4 &&
            visit_notes(arg, (const char *)(info->dlpi_addr + ph->p_vaddr), ph->p_memsz,
                        info->dlpi_name))
            return 1;
    }
    return 0;
}

// Finds or makes the instance. The loader's lock is held during each walk, so no copy can be
// unloaded under it; two threads that both find nothing meet at the first copy's compare-and-swap.
static struct pawl_process *join(void)
{
    int saved = errno;
    struct walk walk = {NULL, NULL};
    dl_iterate_phdr(visit_object, &walk);
    if (walk.found == NULL) {
        walk.offer = new_process();
        dl_iterate_phdr(visit_object, &walk);
        if (walk.found == NULL)
            walk.found = walk.offer; // our own note was stripped: alone, then
        if (walk.found != walk.offer)
            free_process(walk.offer);
    }
    // Also when the copy that holds it is unloaded, the instance stays, and is found here.
    if (!pawl_ptr_cas_(&pawl_copy_.process, NULL, walk.found))
        walk.found = pawl_ptr_load_(&pawl_copy_.process);
    errno = saved;
    return walk.found;
}

struct pawl_process *pawl_process_(void)
{
    struct pawl_process *p = pawl_ptr_load_(&pawl_copy_.process);
    if (PAWL_UNLIKELY(p == NULL))
        p = join();
    if (PAWL_UNLIKELY(pawl_word_load_rlx(&p->table->life) == PAWL_TABLE_WIPED))
        pawl_table_revive_(p);
    return p;
}

// At load time, so that the first thread that has to wait does not meet the loader's lock.
__attribute__((__constructor__)) static void at_load(void)
{
    pawl_process_();
}
