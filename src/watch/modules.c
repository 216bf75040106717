// modules.c - addresses as places in the files that they were loaded from.
// SPDX-License-Identifier: MIT
#include "watch/modules.h"

#include "base/counter.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>

#define ADDRESS_MASK ((UINT64_C(1) << PAWL_RECORD_MODULE_SHIFT) - 1)

// The end of a path says more than its beginning.
static void copy_path(char *to, size_t size, const char *path)
{
    size_t len = strlen(path);
    size_t skip = len < size ? 0 : len - size + 1;
    memcpy(to, path + skip, len - skip + 1);
}

static void read_build_id(struct pawl_record_module *m, const char *notes, size_t size)
{
    while (size > sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *n = (const void *)notes;
        const char *name = notes + sizeof *n;
        const char *id = name + ((n->n_namesz + 3) & ~(size_t)3);
        size_t whole = (size_t)(id - notes) + ((n->n_descsz + 3) & ~(size_t)3);
        if (whole > size)
            return;
        if (n->n_type == NT_GNU_BUILD_ID && n->n_namesz == 4 && memcmp(name, "GNU", 4) == 0 &&
            n->n_descsz <= sizeof m->build_id) {
            memcpy(m->build_id, id, n->n_descsz);
            m->build_id_bytes = n->n_descsz;
            return;
        }
        notes += whole;
        size -= whole;
    }
}

static void find_build_id(struct pawl_record_module *m, const char *image)
{
    const ElfW(Ehdr) *header = (const void *)image;
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_phoff != sizeof *header)
        return;
    const ElfW(Phdr) *ph = (const void *)(image + header->e_phoff);
    for (int i = 0; i < header->e_phnum && m->build_id_bytes == 0; i++)
        if (ph[i].p_type == PT_NOTE && ph[i].p_align <= 4)
            read_build_id(m, (const char *)(uintptr_t)(m->bias + ph[i].p_vaddr), ph[i].p_memsz);
}

static void fill_in(struct pawl_record_head *r, struct pawl_record_module *m,
                    const struct dl_find_object *found)
{
    const struct link_map *map = found->dlfo_link_map;
    m->end = (uintptr_t)found->dlfo_map_end;
    m->bias = map->l_addr;
    copy_path(m->path, sizeof m->path, map->l_name[0] ? map->l_name : r->program);
    find_build_id(m, found->dlfo_map_start);
    // release: who sees it may read the rest.
    pawl_word_store_rel(&m->ready, 1);
}

// Returns its number, counted from 1; 0: no room. A module in the place of another that was
// unloaded is told from it by its end or bias, as a rule.
static uint64_t number_of(struct pawl_record_head *r, const struct dl_find_object *found)
{
    uintptr_t start = (uintptr_t)found->dlfo_map_start;
    for (uint64_t i = 0; i < PAWL_RECORD_MODULES; i++) {
        struct pawl_record_module *m = &r->modules[i];
        if (pawl_count_(&m->start) == 0 && pawl_count_cas_(&m->start, 0, start)) {
            fill_in(r, m, found);
            return i + 1;
        }
        if (pawl_count_(&m->start) == start && pawl_word_load_acq(&m->ready) != 0 &&
            m->end == (uintptr_t)found->dlfo_map_end && m->bias == found->dlfo_link_map->l_addr)
            return i + 1;
    }
    pawl_count_add_(&r->lost_modules, 1);
    return 0;
}

pawl_record_place pawl_place_(struct pawl_record_head *r, uintptr_t address)
{
    struct dl_find_object found;
    uint64_t module = 0;
    if (_dl_find_object((void *)address, &found) == 0)
        module = number_of(r, &found);
    if (module == 0)
        return address & ADDRESS_MASK;
    return module << PAWL_RECORD_MODULE_SHIFT |
           ((address - r->modules[module - 1].bias) & ADDRESS_MASK);
}
