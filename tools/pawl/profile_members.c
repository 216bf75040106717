// profile_members.c - which member of a global variable lies at an address, by DWARF.
// SPDX-License-Identifier: MIT
#include "profile_members.h"

#include "text.h"
#include "xalloc.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct variable {
    Dwarf_Addr address;
    Dwarf_Off die;
};

struct module_members {
    Dwarf *dwarf;
    Dwarf_Addr bias; // libdwfl's address = the DWARF's own + bias
    struct variable *variables;
    size_t count;
};

// ---- the variables ------------------------------------------------------------------------------

static bool address_of(Dwarf_Die *variable, Dwarf_Addr *address)
{
    Dwarf_Attribute location;
    Dwarf_Op *operations;
    size_t count;
    if (!dwarf_attr(variable, DW_AT_location, &location) ||
        dwarf_getlocation(&location, &operations, &count) != 0 || count != 1)
        return false;
    Dwarf_Attribute indexed; // DW_OP_addrx, as clang writes it, names an entry of a table
    *address = operations[0].number;
    return operations[0].atom == DW_OP_addr ||
           (operations[0].atom == DW_OP_addrx &&
            dwarf_getlocation_attr(&location, &operations[0], &indexed) == 0 &&
            dwarf_formaddr(&indexed, address) == 0);
}

static void add_variable(struct module_members *m, Dwarf_Die *die)
{
    Dwarf_Addr address;
    if (!address_of(die, &address))
        return;
    if ((m->count & (m->count - 1)) == 0) // 0, 1, 2, 4, ...: full
        m->variables = xrealloc(m->variables, (2 * m->count + 1) * sizeof *m->variables);
    m->variables[m->count++] = (struct variable){address, dwarf_dieoffset(die)};
}

enum { DEPTH = 32 }; // of name spaces, or of types, in each other

// Also those that are static inside of a function.
static void add_variables(struct module_members *m, Dwarf_Die *parent, int depth)
{
    Dwarf_Die child;
    if (depth == DEPTH || dwarf_child(parent, &child) != 0)
        return;
    do {
        int tag = dwarf_tag(&child);
        if (tag == DW_TAG_variable)
            add_variable(m, &child);
        else if (tag == DW_TAG_namespace || tag == DW_TAG_subprogram || tag == DW_TAG_lexical_block)
            add_variables(m, &child, depth + 1);
    } while (dwarf_siblingof(&child, &child) == 0);
}

static int by_address(const void *a, const void *b)
{
    const struct variable *x = a;
    const struct variable *y = b;
    return (x->address > y->address) - (x->address < y->address);
}

struct module_members *module_members_open(Dwfl_Module *module)
{
    Dwarf_Addr bias;
    Dwarf *dwarf = dwfl_module_getdwarf(module, &bias);
    if (!dwarf)
        return NULL;
    struct module_members *m = xcalloc(1, sizeof *m);
    *m = (struct module_members){.dwarf = dwarf, .bias = bias};
    Dwarf_Off next;
    size_t header;
    for (Dwarf_Off at = 0; dwarf_nextcu(dwarf, at, &next, &header, NULL, NULL, NULL) == 0;
         at = next) {
        Dwarf_Die unit;
        if (dwarf_offdie(dwarf, at + header, &unit))
            add_variables(m, &unit, 0);
    }
    if (m->count > 1)
        qsort(m->variables, m->count, sizeof *m->variables, by_address);
    return m;
}

void module_members_close(struct module_members *m)
{
    if (m)
        free(m->variables);
    free(m);
}

// ---- the way into one ---------------------------------------------------------------------------

static bool type_of(Dwarf_Die *die, Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    return dwarf_attr_integrate(die, DW_AT_type, &attribute) && dwarf_formref_die(&attribute, type);
}

// The parts of a lock are of no interest.
static bool is_lock_type(Dwarf_Die *type)
{
    static const char *const names[] = {"pthread_*", "mtx_t", "cnd_t", "pawl_*"};
    const char *name = dwarf_diename(type);
    for (size_t i = 0; name && i < sizeof names / sizeof names[0]; i++) {
        if (fnmatch(names[i], name, 0) == 0)
            return true;
    }
    return false;
}

// Goes from "const foo_t" to what foo_t is; stops at a lock.
static bool peel(Dwarf_Die *type)
{
    for (int i = 0; i < DEPTH && !is_lock_type(type); i++) {
        int tag = dwarf_tag(type);
        if (tag != DW_TAG_typedef && tag != DW_TAG_const_type && tag != DW_TAG_volatile_type)
            return true;
        if (!type_of(type, type))
            return false;
    }
    return true;
}

static uint64_t start_of(Dwarf_Die *member)
{
    Dwarf_Attribute attribute;
    Dwarf_Word start = 0; // of a union's members
    if (dwarf_attr(member, DW_AT_data_member_location, &attribute))
        dwarf_formudata(&attribute, &start);
    return start;
}

// Names with an underscore first are a library's own business: what they are inside stays there.
static bool is_private(const char *name)
{
    return name && name[0] == '_';
}

// Finds the member of a structure that covers an offset, or the base class that does.
static bool enter_member(Dwarf_Die *type, uint64_t *into, char *out, size_t size)
{
    Dwarf_Die child;
    if (dwarf_child(type, &child) != 0)
        return false;
    do {
        Dwarf_Die inner;
        Dwarf_Word bytes;
        int tag = dwarf_tag(&child);
        if ((tag != DW_TAG_member && tag != DW_TAG_inheritance) || !type_of(&child, &inner) ||
            dwarf_aggregate_size(&inner, &bytes) != 0)
            continue;
        uint64_t start = start_of(&child);
        const char *name = tag == DW_TAG_member ? dwarf_diename(&child) : NULL;
        if (*into < start || *into - start >= bytes || is_private(name))
            continue;
        *into -= start;
        *type = inner;
        if (name)
            text_add(out, size, ".%s", name);
        return true;
    } while (dwarf_siblingof(&child, &child) == 0);
    return false;
}

static bool enter_element(Dwarf_Die *type, uint64_t *into, char *out, size_t size)
{
    Dwarf_Die element;
    Dwarf_Word bytes;
    if (!type_of(type, &element) || dwarf_aggregate_size(&element, &bytes) != 0 || bytes == 0)
        return false;
    text_add(out, size, "[%" PRIu64 "]", *into / bytes);
    *into %= bytes;
    *type = element;
    return true;
}

static bool enter(Dwarf_Die *type, uint64_t *into, char *out, size_t size)
{
    if (!peel(type) || is_lock_type(type))
        return false;
    switch (dwarf_tag(type)) {
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type: return enter_member(type, into, out, size);
    case DW_TAG_array_type: return enter_element(type, into, out, size);
    default: return false;
    }
}

bool module_members_path(struct module_members *m, uint64_t variable, uint64_t into, char *out,
                         size_t size)
{
    Dwarf_Die type;
    struct variable wanted = {.address = variable - m->bias};
    const struct variable *found =
        m->count > 0 ? bsearch(&wanted, m->variables, m->count, sizeof wanted, by_address) : NULL;
    out[0] = '\0';
    if (!found || !dwarf_offdie(m->dwarf, found->die, &type) || !type_of(&type, &type))
        return false;
    for (int i = 0; i < DEPTH && enter(&type, &into, out, size); i++)
        ;
    return into == 0;
}
