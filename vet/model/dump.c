// dump.c - functions as text, for people who look for what went wrong.
// SPDX-License-Identifier: MIT
#include "vet/model/interned.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const copies[] = {
    [VET_COPY_ASSIGN] = "assign", [VET_COPY_INITIALISE] = "initialise",
    [VET_COPY_MEMBER] = "member", [VET_COPY_ARGUMENT] = "argument",
    [VET_COPY_RETURN] = "return",
};

static void dump_call(FILE *out, struct vet_program *p, const struct vet_op *op)
{
    fprintf(out, "call %s(", op->function ? op->function->name : vet_value_name(p, op->callee));
    for (size_t i = 0; i < op->argument_count; i++)
        fprintf(out, "%s%s", i > 0 ? ", " : "", vet_value_name(p, op->arguments[i]));
    fprintf(out, ")%s%s", op->result_unused ? " unused" : "", op->is_cleanup ? " cleanup" : "");
}

static void dump_op(FILE *out, struct vet_program *p, const struct vet_op *op)
{
    const char *place = op->place ? vet_place_name(p, op->place) : "nothing";
    fprintf(out, "    %" PRIu32 ":%" PRIu32 "%s ", op->location.line, op->location.column,
            op->in_macro ? "m" : "");
    switch (op->kind) {
    case VET_OP_CALL: dump_call(out, p, op); break;
    case VET_OP_ASSIGN:
        fprintf(out, "%s %s = %s", op->is_declaration ? "initialise" : "assign", place,
                vet_value_name(p, op->value));
        break;
    case VET_OP_READ: fprintf(out, "read %s", place); break;
    case VET_OP_ADDRESS: fprintf(out, "address %s", place); break;
    case VET_OP_COPY:
        fprintf(out, "copy %s to %s (%s, %s)", vet_value_name(p, op->value), place,
                copies[op->copy], vet_contained(p, op->value->type));
        break;
    case VET_OP_DECLARE: fprintf(out, "declare %s", place); break;
    }
    fprintf(out, "%s%s\n", op->is_update ? " update" : "", op->is_atomic ? " atomic" : "");
}

static void dump_switch(FILE *out, const struct vet_block *b)
{
    for (size_t i = 0; i < b->next_count; i++) {
        if (i + 1 == b->next_count)
            fprintf(out, " default: %u", b->next[i]->index);
        else
            fprintf(out, " %" PRId64 "..%" PRId64 ": %u,", b->cases[i].first, b->cases[i].last,
                    b->next[i]->index);
    }
}

static void dump_end(FILE *out, struct vet_program *p, const struct vet_block *b)
{
    const char *value = b->value ? vet_value_name(p, b->value) : "";
    fprintf(out, "    %" PRIu32 ":%" PRIu32 " ", b->location.line, b->location.column);
    switch (b->end) {
    case VET_END_GOTO: fprintf(out, "goto %u", b->next[0]->index); break;
    case VET_END_BRANCH:
        fprintf(out, "if %s goto %u else %u", value, b->next[0]->index, b->next[1]->index);
        break;
    case VET_END_SWITCH:
        fprintf(out, "switch %s", value);
        dump_switch(out, b);
        break;
    case VET_END_RETURN:
        fprintf(out, "return %s%s", value, b->falls_off ? "(falls off)" : "");
        break;
    case VET_END_STOP: fprintf(out, "stop"); break;
    }
    fprintf(out, "\n");
}

static const char *const promises[] = {
    [VET_ACQUIRES] = "acquires",   [VET_TRY_ACQUIRES] = "tries", [VET_RELEASES] = "releases",
    [VET_REQUIRES] = "requires",   [VET_EXCLUDES] = "excludes",  [VET_ASSERTS] = "asserts",
    [VET_UNCHECKED] = "unchecked",
};

static void dump_promises(FILE *out, struct vet_program *p, const struct vet_function *f)
{
    for (size_t i = 0; i < f->promise_count; i++) {
        const struct vet_promise *promise = &f->promises[i];
        fprintf(out, "  %s%s %s", promises[promise->kind], promise->shared ? " shared" : "",
                promise->lock ? vet_place_name(p, promise->lock) : "?");
        if (promise->kind == VET_TRY_ACQUIRES)
            fprintf(out, " by %" PRId64, promise->result);
        fprintf(out, "\n");
    }
}

void vet_dump(FILE *out, struct vet_program *p, const struct vet_function *f)
{
    fprintf(out, "%s:%" PRIu32 ": %s%s%s%s\n", f->location.file ? f->location.file : "?",
            f->location.line, f->name, f->is_defined ? "" : " (declared)",
            f->is_noreturn ? " noreturn" : "", f->is_incomplete ? " incomplete" : "");
    dump_promises(out, p, f);
    for (size_t i = 0; i < f->block_count; i++) {
        const struct vet_block *b = f->blocks[i];
        fprintf(out, "  %u:%s\n", b->index, b->is_loop ? " loop" : "");
        for (size_t j = 0; j < b->op_count; j++)
            dump_op(out, p, &b->ops[j]);
        dump_end(out, p, b);
    }
}
