// profile_dwarf.c - what a module's DWARF says of an address: inlined functions, files and lines.
// SPDX-License-Identifier: MIT
#include "profile_dwarf.h"

#include "xalloc.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdlib.h>

// Which compilation unit an address is in. The section .debug_aranges would tell, but clang does
// not write it.
struct unit_range {
    Dwarf_Addr low, high;
    Dwarf_Off unit;
};

struct module_dwarf {
    Dwarf *dwarf;
    Dwarf_Addr bias; // address = the DWARF's own + bias
    struct unit_range *ranges;
    size_t range_count;
};

// ---- units --------------------------------------------------------------------------------------

static void add_ranges(struct module_dwarf *d, Dwarf_Die *unit)
{
    Dwarf_Addr base;
    Dwarf_Addr low;
    Dwarf_Addr high;
    ptrdiff_t at = 0;
    while ((at = dwarf_ranges(unit, at, &base, &low, &high)) > 0) {
        if ((d->range_count & (d->range_count - 1)) == 0) // 0, 1, 2, 4, ...: full
            d->ranges = xrealloc(d->ranges, (2 * d->range_count + 1) * sizeof *d->ranges);
        d->ranges[d->range_count++] = (struct unit_range){low, high, dwarf_dieoffset(unit)};
    }
}

static int by_low(const void *a, const void *b)
{
    const struct unit_range *x = a;
    const struct unit_range *y = b;
    return (x->low > y->low) - (x->low < y->low);
}

static void find_units(struct module_dwarf *d)
{
    Dwarf_Off next;
    size_t header;
    for (Dwarf_Off at = 0; dwarf_nextcu(d->dwarf, at, &next, &header, NULL, NULL, NULL) == 0;
         at = next) {
        Dwarf_Die unit;
        if (dwarf_offdie(d->dwarf, at + header, &unit))
            add_ranges(d, &unit);
    }
    if (d->range_count > 1)
        qsort(d->ranges, d->range_count, sizeof *d->ranges, by_low);
}

struct module_dwarf *module_dwarf_open(Dwfl_Module *module)
{
    Dwarf_Addr bias;
    Dwarf *dwarf = dwfl_module_getdwarf(module, &bias);
    if (!dwarf)
        return NULL;
    struct module_dwarf *d = xcalloc(1, sizeof *d);
    *d = (struct module_dwarf){.dwarf = dwarf, .bias = bias};
    find_units(d);
    return d;
}

void module_dwarf_close(struct module_dwarf *d)
{
    if (d)
        free(d->ranges);
    free(d);
}

static bool unit_at(const struct module_dwarf *d, Dwarf_Addr pc, Dwarf_Die *unit)
{
    size_t low = 0;
    size_t high = d->range_count;
    while (low < high) { // the first that begins behind pc
        size_t middle = low + (high - low) / 2;
        if (d->ranges[middle].low <= pc)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && pc < d->ranges[low - 1].high &&
           dwarf_offdie(d->dwarf, d->ranges[low - 1].unit, unit);
}

// ---- functions ----------------------------------------------------------------------------------

enum { DEPTH = 64 }; // of scopes in each other

// The functions around an address, the outermost first.
struct chain {
    Dwarf_Die functions[SYMBOL_INLINED];
    size_t count;
};

static bool is_scope(int tag)
{
    return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine ||
           tag == DW_TAG_lexical_block || tag == DW_TAG_try_block || tag == DW_TAG_catch_block;
}

static bool is_named_scope(int tag)
{
    return tag == DW_TAG_namespace || tag == DW_TAG_module;
}

// Goes down from scope to scope. True if one of parent's children has code at pc.
static bool descend(Dwarf_Die *parent, Dwarf_Addr pc, struct chain *chain, int depth)
{
    Dwarf_Die child;
    if (depth == DEPTH || dwarf_child(parent, &child) != 0)
        return false;
    do {
        int tag = dwarf_tag(&child);
        if (is_named_scope(tag) && descend(&child, pc, chain, depth + 1))
            return true;
        if (!is_scope(tag) || dwarf_haspc(&child, pc) <= 0)
            continue;
        bool function = tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
        if (function && chain->count < SYMBOL_INLINED)
            chain->functions[chain->count++] = child;
        descend(&child, pc, chain, depth + 1);
        return true;
    } while (dwarf_siblingof(&child, &child) == 0);
    return false;
}

// The linker's name says of which class a function is.
static const char *name_of(Dwarf_Die *function)
{
    Dwarf_Attribute attribute;
    const char *name = NULL;
    if (dwarf_attr_integrate(function, DW_AT_linkage_name, &attribute) ||
        dwarf_attr_integrate(function, DW_AT_MIPS_linkage_name, &attribute))
        name = dwarf_formstring(&attribute);
    return name ? name : dwarf_diename(function);
}

static bool number(Dwarf_Die *die, unsigned attribute_name, Dwarf_Word *out)
{
    Dwarf_Attribute attribute;
    return dwarf_attr(die, attribute_name, &attribute) && dwarf_formudata(&attribute, out) == 0;
}

// ---- lines --------------------------------------------------------------------------------------

static void set_line(struct symbol_place *place, const char *file, int line)
{
    place->file = file;
    place->line = file && line > 0 ? line : 0;
}

static void set_line_of_pc(struct symbol_place *place, Dwarf_Die *unit, Dwarf_Addr pc)
{
    Dwarf_Line *entry = dwarf_getsrc_die(unit, pc);
    int line = 0;
    if (entry && dwarf_lineno(entry, &line) == 0)
        set_line(place, dwarf_linesrc(entry, NULL, NULL), line);
}

static void set_line_of_call(struct symbol_place *place, Dwarf_Die *unit, Dwarf_Die *inlined)
{
    Dwarf_Word file;
    Dwarf_Word line;
    Dwarf_Files *files;
    size_t count;
    if (number(inlined, DW_AT_call_file, &file) && number(inlined, DW_AT_call_line, &line) &&
        dwarf_getsrcfiles(unit, &files, &count) == 0 && file < count && line < INT32_MAX)
        set_line(place, dwarf_filesrc(files, file, NULL, NULL), (int)line);
}

size_t module_dwarf_places(struct module_dwarf *d, uint64_t address,
                           struct symbol_place out[SYMBOL_INLINED])
{
    Dwarf_Addr pc = address - d->bias;
    Dwarf_Die unit;
    struct chain chain = {.count = 0};
    if (!unit_at(d, pc, &unit))
        return 0;
    descend(&unit, pc, &chain, 0);
    out[0] = (struct symbol_place){0};
    set_line_of_pc(&out[0], &unit, pc);
    for (size_t i = 0; i < chain.count; i++) {
        Dwarf_Die *function = &chain.functions[chain.count - 1 - i];
        out[i].function = name_of(function);
        if (i + 1 == chain.count)
            break;
        out[i + 1] = (struct symbol_place){0};
        set_line_of_call(&out[i + 1], &unit, function);
    }
    return chain.count > 0 ? chain.count : 1;
}
