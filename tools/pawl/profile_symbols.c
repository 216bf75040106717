// profile_symbols.c - opens the files of modules and reads their symbol tables.
// SPDX-License-Identifier: MIT
#include "profile_symbols.h"

#include "profile_dwarf.h"
#include "profile_members.h"
#include "text.h"
#include "xalloc.h"

#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct module_symbols {
    struct module_symbols *next;
    char *path;
    uint8_t build_id[20];
    size_t build_id_bytes;
    const char *problem;
    Dwfl *session; // of its own: non-PIE programs of several processes lie at the same addresses
    Dwfl_Module *module;
    GElf_Addr bias; // where libdwfl has laid it: its addresses are offset + bias
    struct module_dwarf *dwarf;
    struct module_members *members; // opened for the first variable
    bool looked_for_members;
};

struct profile_modules {
    struct module_symbols *first;
};

// ---- opening ------------------------------------------------------------------------------------

// Reports the file as if it were loaded. What the record names may be anything: a pipe would block.
static const char *report(struct module_symbols *m, int64_t mapped_unix_ns)
{
    static const Dwfl_Callbacks callbacks = {
        .find_elf = dwfl_build_id_find_elf,
        .find_debuginfo = dwfl_standard_find_debuginfo,
        .section_address = dwfl_offline_section_address,
    };
    int fd = open(m->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return "cannot be opened any more";
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return "is no file";
    }
    int64_t changed = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
    if (m->build_id_bytes == 0 && mapped_unix_ns > 0 && changed > mapped_unix_ns) {
        close(fd);
        return "has changed since";
    }
    m->session = dwfl_begin(&callbacks);
    m->module = m->session ? dwfl_report_offline(m->session, m->path, m->path, fd) : NULL;
    if (!m->module)
        close(fd);
    else
        dwfl_report_end(m->session, NULL, NULL);
    return m->module ? NULL : "is no program or library";
}

// Names of another build would be wrong names.
static bool is_same_build(struct module_symbols *m)
{
    const unsigned char *bits;
    GElf_Addr at;
    int bytes = dwfl_module_build_id(m->module, &bits, &at);
    if (m->build_id_bytes == 0)
        return true;
    size_t compared = m->build_id_bytes;
    return bytes >= (int)compared && memcmp(bits, m->build_id, compared) == 0;
}

static void open_module(struct module_symbols *m, int64_t mapped_unix_ns)
{
    m->problem = report(m, mapped_unix_ns);
    if (m->problem)
        return;
    if (!dwfl_module_getelf(m->module, &m->bias))
        m->problem = "cannot be read";
    else if (!is_same_build(m))
        m->problem = "has changed since";
    else
        m->dwarf = module_dwarf_open(m->module);
}

static bool is(const struct module_symbols *m, const struct module_key *key)
{
    return strcmp(m->path, key->path) == 0 && m->build_id_bytes == key->build_id_bytes &&
           memcmp(m->build_id, key->build_id, key->build_id_bytes) == 0;
}

struct module_symbols *profile_module(struct profile_modules **all, const struct module_key *key)
{
    if (!*all) {
        *all = xcalloc(1, sizeof **all);
        unsetenv("DEBUGINFOD_URLS"); // libdwfl would ask the network
    }
    for (struct module_symbols *m = (*all)->first; m; m = m->next) {
        if (is(m, key))
            return m;
    }
    struct module_symbols *m = xcalloc(1, sizeof *m);
    m->path = xstrdup(key->path);
    m->build_id_bytes = key->build_id_bytes;
    memcpy(m->build_id, key->build_id, key->build_id_bytes);
    m->next = (*all)->first;
    (*all)->first = m;
    open_module(m, key->mapped_unix_ns);
    return m;
}

const char *module_problem(const struct module_symbols *m)
{
    return m->problem;
}

void profile_modules_close(struct profile_modules *all)
{
    for (struct module_symbols *m = all ? all->first : NULL, *next; m; m = next) {
        next = m->next;
        module_dwarf_close(m->dwarf);
        module_members_close(m->members);
        if (m->session)
            dwfl_end(m->session);
        free(m->path);
        free(m);
    }
    free(all);
}

// ---- names --------------------------------------------------------------------------------------

// The symbol that covers an address, not merely precedes it: in a stripped file the next one before
// may be anything.
static const char *symbol_at(struct module_symbols *m, uint64_t offset, bool function,
                             uint64_t *into)
{
    GElf_Sym symbol;
    GElf_Off distance = 0;
    if (m->problem)
        return NULL;
    const char *name =
        dwfl_module_addrinfo(m->module, offset + m->bias, &distance, &symbol, NULL, NULL, NULL);
    if (!name || name[0] == '\0' || distance >= symbol.st_size)
        return NULL;
    int type = GELF_ST_TYPE(symbol.st_info);
    bool is_function = type == STT_FUNC || type == STT_GNU_IFUNC;
    *into = distance;
    return is_function == function ? name : NULL;
}

size_t module_places(struct module_symbols *m, uint64_t offset,
                     struct symbol_place out[SYMBOL_INLINED])
{
    size_t count = m->dwarf ? module_dwarf_places(m->dwarf, offset + m->bias, out) : 0;
    if (count == 0)
        out[count++] = (struct symbol_place){0};
    uint64_t into;
    struct symbol_place *outermost = &out[count - 1];
    if (!outermost->function)
        outermost->function = symbol_at(m, offset, true, &into);
    return count;
}

const char *module_variable(struct module_symbols *m, uint64_t offset, char *member, size_t size)
{
    uint64_t into = 0;
    const char *name = symbol_at(m, offset, false, &into);
    member[0] = '\0';
    if (!name)
        return NULL;
    if (!m->looked_for_members)
        m->members = module_members_open(m->module);
    m->looked_for_members = true;
    uint64_t start = offset + m->bias - into;
    if (m->members && module_members_path(m->members, start, into, member, size))
        return name;
    member[0] = '\0';
    if (into > 0)
        text_add(member, size, "+0x%" PRIx64, into);
    return name;
}
