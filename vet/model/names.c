// names.c - places and values as C spells them.
// SPDX-License-Identifier: MIT
#include "vet/model/interned.h"

#include <inttypes.h>

static void write_value(struct vet_writing *w, const struct vet_value *v);
static void write_place(struct vet_writing *w, const struct vet_place *place);
static void write_in_parentheses(struct vet_writing *w, const struct vet_value *v);

static bool same_pointer(const void *entry, const void *wanted)
{
    const void *const *e = entry;
    return *e == wanted;
}

// *p needs them before -> and [ only.
static void write_before_postfix(struct vet_writing *w, const struct vet_value *v)
{
    bool is_starred = v->kind == VET_VALUE_LOAD && v->place->kind == VET_PLACE_TARGET;
    vet_write(w, is_starred ? "(" : "");
    write_in_parentheses(w, v);
    vet_write(w, is_starred ? ")" : "");
}

// A part of an array, or &p->x, needs parentheses before * and after.
static bool is_plain(const struct vet_value *v)
{
    return v->kind != VET_VALUE_UNARY && v->kind != VET_VALUE_BINARY &&
           v->kind != VET_VALUE_ADDRESS;
}

static void write_in_parentheses(struct vet_writing *w, const struct vet_value *v)
{
    vet_write(w, is_plain(v) ? "" : "(");
    write_value(w, v);
    vet_write(w, is_plain(v) ? "" : ")");
}

// The members of an anonymous struct are those of the one around it.
static const struct vet_place *named_base(const struct vet_place *place)
{
    const struct vet_place *base = place->base;
    while (base->kind == VET_PLACE_FIELD && base->field->name[0] == '\0')
        base = base->base;
    return base;
}

static void write_field(struct vet_writing *w, const struct vet_place *place)
{
    const struct vet_place *base = named_base(place);
    bool by_pointer = base->kind == VET_PLACE_TARGET;
    if (by_pointer)
        write_before_postfix(w, base->value);
    else
        write_place(w, base);
    if (place->field->name[0] != '\0')
        vet_write(w, "%s%s", by_pointer ? "->" : ".", place->field->name);
}

static void write_element(struct vet_writing *w, const struct vet_place *place)
{
    const struct vet_place *base = place->base;
    bool is_array = base->type && base->type->kind == VET_ARRAY && base->type != place->type;
    bool is_target = base->kind == VET_PLACE_TARGET;
    vet_write(w, is_target && is_array ? "(" : "");
    if (is_target && !is_array)
        write_before_postfix(w, base->value);
    else
        write_place(w, base);
    vet_write(w, is_target && is_array ? ")" : "");
    vet_write(w, "[");
    write_value(w, place->value);
    vet_write(w, "]");
}

static void write_place(struct vet_writing *w, const struct vet_place *place)
{
    switch (place->kind) {
    case VET_PLACE_VARIABLE: vet_write(w, "%s", place->variable->name); return;
    case VET_PLACE_TARGET:
        vet_write(w, "*");
        write_in_parentheses(w, place->value);
        return;
    case VET_PLACE_FIELD: write_field(w, place); return;
    case VET_PLACE_ELEMENT: write_element(w, place); return;
    }
}

static const char *const operators[] = {
    [VET_NEGATE] = "-",    [VET_COMPLEMENT] = "~",  [VET_EQUAL] = "==",
    [VET_LESS] = "<",      [VET_LESS_EQUAL] = "<=", [VET_ADD] = "+",
    [VET_SUBTRACT] = "-",  [VET_MULTIPLY] = "*",    [VET_DIVIDE] = "/",
    [VET_REMAINDER] = "%", [VET_AND] = "&",         [VET_OR] = "|",
    [VET_XOR] = "^",       [VET_SHIFT_LEFT] = "<<", [VET_SHIFT_RIGHT] = ">>",
};

static void write_call(struct vet_writing *w, const struct vet_value *v)
{
    if (v->function)
        vet_write(w, "%s", v->function->name);
    else
        write_in_parentheses(w, v->left);
    vet_write(w, "(");
    for (size_t i = 0; i < v->argument_count; i++) {
        vet_write(w, i > 0 ? ", " : "");
        write_value(w, v->arguments[i]);
    }
    vet_write(w, ")");
}

// &a[0] is a, as people write it; &p[i] is p + i.
static void write_address(struct vet_writing *w, const struct vet_place *place)
{
    bool is_first = place->kind == VET_PLACE_ELEMENT && place->value->kind == VET_VALUE_CONSTANT &&
                    place->value->constant == 0;
    vet_write(w, is_first ? "" : "&");
    write_place(w, is_first ? place->base : place);
}

static void write_binary(struct vet_writing *w, const struct vet_value *v)
{
    const struct vet_value *right = v->right;
    bool is_not =
        v->operator_ == VET_EQUAL && right->kind == VET_VALUE_CONSTANT && right->constant == 0;
    if (is_not) {
        vet_write(w, "!");
        write_in_parentheses(w, v->left);
        return;
    }
    write_in_parentheses(w, v->left);
    if (v->operator_ == VET_ADD && right->kind == VET_VALUE_CONSTANT && right->constant < 0) {
        vet_write(w, " - %" PRIu64, 0 - (uint64_t)right->constant);
        return;
    }
    vet_write(w, " %s ", operators[v->operator_]);
    write_in_parentheses(w, right);
}

static void write_value(struct vet_writing *w, const struct vet_value *v)
{
    switch (v->kind) {
    case VET_VALUE_UNKNOWN: vet_write(w, "..."); return;
    case VET_VALUE_CONSTANT:
        if (v->constant == 0 && v->type && v->type->kind == VET_POINTER)
            vet_write(w, "NULL");
        else
            vet_write(w, "%" PRId64, v->constant);
        return;
    case VET_VALUE_TEXT: vet_write(w, "%.60s", v->text); return;
    case VET_VALUE_LOAD: write_place(w, v->place); return;
    case VET_VALUE_ADDRESS: write_address(w, v->place); return;
    case VET_VALUE_FUNCTION: vet_write(w, "%s", v->function->name); return;
    case VET_VALUE_CALL: write_call(w, v); return;
    case VET_VALUE_UNARY:
        vet_write(w, "%s", operators[v->operator_]);
        write_in_parentheses(w, v->left);
        return;
    case VET_VALUE_BINARY: write_binary(w, v); return;
    }
}

// What was written is kept behind its place, by which it is found again.
struct named {
    const void *of;
    const char *text;
};

static const char *name(struct vet_program *p, struct vet_table *t, const void *of,
                        const struct vet_place *place, const struct vet_value *value)
{
    struct vet_writing w = {.length = 0};
    void **slot = vet_table_slot(t, vet_hash_pointer(0, of), same_pointer, of);
    if (!*slot) {
        struct named *made = vet_allocate(p, sizeof *made);
        made->of = of;
        if (place)
            write_place(&w, place);
        else
            write_value(&w, value);
        made->text = vet_text(p, w.text);
        *slot = made;
    }
    return ((const struct named *)*slot)->text;
}

const char *vet_place_name(struct vet_program *p, const struct vet_place *place)
{
    return name(p, &p->interned->place_names, place, place, NULL);
}

const char *vet_value_name(struct vet_program *p, const struct vet_value *value)
{
    return name(p, &p->interned->value_names, value, NULL, value);
}
