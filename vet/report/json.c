// json.c - findings as pawl-vet/1 (docs/vet-json.md).
// SPDX-License-Identifier: MIT
#include "vet/report/json.h"

#include "json_frame.h"
#include "vet/report/json_out.h"
#include "vet/report/source.h"

#include <pawl/base.h>

static json_t *place(const struct vet_location *l)
{
    return json_pack("{s:o, s:I, s:I}", "file", json_of_text(l->file ? source_name(l->file) : NULL),
                     "line", (json_int_t)l->line, "column", (json_int_t)l->column);
}

static json_t *said(const struct vet_location *l, const char *text)
{
    json_t *o = place(l);
    json_object_set_new(o, "message", json_of_text(text));
    return o;
}

static json_t *finding(const struct vet_finding *f)
{
    json_t *o = said(&f->location, f->text), *notes = json_array();
    for (size_t i = 0; i < f->note_count; i++)
        json_array_append_new(notes, said(&f->notes[i].location, f->notes[i].text));
    json_object_set_new(o, "check", json_string(f->check));
    json_object_set_new(o, "function", json_of_text(f->function ? f->function->name : NULL));
    json_object_set_new(o, "notes", notes);
    json_object_set_new(o, "suppressed", json_of_text(f->suppressed ? f->why : NULL));
    return o;
}

const char *vet_write_json(const struct vet_result *r, const char *path)
{
    json_t *findings = json_array(), *troubles = json_array();
    for (size_t i = 0; i < r->findings->count; i++)
        json_array_append_new(findings, finding(&r->findings->list[i]));
    for (size_t i = 0; i < r->trouble_count; i++)
        json_array_append_new(troubles, json_pack("{s:o, s:o}", "file",
                                                  json_of_text(source_name(r->trouble_files[i])),
                                                  "message", json_of_text(r->trouble_texts[i])));
    return json_put_out(json_pack("{s:s, s:s, s:I, s:o, s:o}", "format", "pawl-vet/1", "pawl",
                                  PAWL_VERSION, "files", (json_int_t)r->file_count, "findings",
                                  findings, "not_read", troubles),
                        path);
}
