// sarif.c - findings as SARIF 2.1.0, which code hosts and editors read.
// SPDX-License-Identifier: MIT
//
// OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0": section numbers below.
#include "vet/report/json.h"

#include "json_frame.h"
#include "text.h"
#include "vet/report/json_out.h"
#include "vet/report/source.h"

#include <pawl/base.h>

#include <stdio.h>
#include <string.h>

static const char schema[] =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

// A URI reference (3.4): what is no letter, digit or the like is written as %XX.
static json_t *uri(const char *file)
{
    char text[4096] = "";
    if (file[0] == '/')
        text_add(text, sizeof text, "file://");
    for (const unsigned char *c = (const unsigned char *)file; *c; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || strchr("/._-~+", *c) != NULL;
        text_add(text, sizeof text, plain ? "%c" : "%%%02X", *c);
    }
    return json_string(text);
}

static json_t *message(const char *text)
{
    return json_pack("{s:o}", "text", json_of_text(text));
}

// 3.14.17: columns are of characters, not of bytes.
static json_t *place(const struct vet_result *r, const struct vet_location *l)
{
    json_t *region = json_object();
    json_object_set_new(region, "startLine", json_integer(l->line > 0 ? l->line : 1));
    if (l->column > 0)
        json_object_set_new(
            region, "startColumn",
            json_integer(source_character(r->sources, l->file, l->line, l->column)));
    return json_pack("{s:{s:{s:o}, s:o}}", "physicalLocation", "artifactLocation", "uri",
                     uri(l->file ? source_name(l->file) : "unknown"), "region", region);
}

static json_t *related(const struct vet_result *r, const struct vet_note *n, size_t id)
{
    json_t *o = place(r, &n->location);
    json_object_set_new(o, "id", json_integer((json_int_t)id));
    json_object_set_new(o, "message", message(n->text));
    return o;
}

static size_t rule_index(const struct vet_rule *rules, const char *name)
{
    size_t i = 0;
    while (rules[i].name && strcmp(rules[i].name, name) != 0)
        i++;
    return i;
}

static void add_rule_id(json_t *o, const struct vet_rule *rules, const char *check)
{
    char id[64] = "";
    text_add(id, sizeof id, "pawl-%s", check);
    json_object_set_new(o, "ruleId", json_string(id));
    size_t index = rule_index(rules, check);
    if (rules[index].name)
        json_object_set_new(o, "ruleIndex", json_integer((json_int_t)index));
}

// 3.35: a comment is in the source, a baseline is not.
static json_t *suppression(const char *why)
{
    bool external = strcmp(why, "baseline") == 0;
    return json_pack("{s:s, s:o}", "kind", external ? "external" : "inSource", "justification",
                     json_of_text(why));
}

static json_t *result(const struct vet_result *r, const struct vet_finding *f)
{
    json_t *o = json_pack("{s:s, s:o, s:[o]}", "level", "warning", "message", message(f->text),
                          "locations", place(r, &f->location));
    add_rule_id(o, r->rules, f->check);
    json_t *notes = json_array();
    for (size_t i = 0; i < f->note_count; i++)
        json_array_append_new(notes, related(r, &f->notes[i], i));
    json_object_set_new(o, "relatedLocations", notes);
    json_t *suppressions = json_array();
    if (f->suppressed)
        json_array_append_new(suppressions, suppression(f->why));
    json_object_set_new(o, "suppressions", suppressions);
    return o;
}

static json_t *rule(const struct vet_rule *r)
{
    char id[64] = "", help[128] = "";
    text_add(id, sizeof id, "pawl-%s", r->name);
    text_add(help, sizeof help, "pawl explain %s", r->name);
    return json_pack("{s:s, s:o, s:o}", "id", id, "shortDescription", message(r->brief), "help",
                     message(help));
}

// 3.58: what hindered the tool.
static json_t *notification(const char *file, const char *text)
{
    json_t *where = json_pack("{s:{s:{s:o}}}", "physicalLocation", "artifactLocation", "uri",
                              uri(source_name(file)));
    return json_pack("{s:s, s:o, s:[o]}", "level", "error", "message", message(text), "locations",
                     where);
}

const char *vet_write_sarif(const struct vet_result *r, const char *path)
{
    json_t *rules = json_array(), *results = json_array(), *troubles = json_array();
    for (const struct vet_rule *one = r->rules; one->name; one++)
        json_array_append_new(rules, rule(one));
    for (size_t i = 0; i < r->findings->count; i++)
        json_array_append_new(results, result(r, &r->findings->list[i]));
    for (size_t i = 0; i < r->trouble_count; i++)
        json_array_append_new(troubles, notification(r->trouble_files[i], r->trouble_texts[i]));
    json_t *driver =
        json_pack("{s:s, s:s, s:o}", "name", "pawl vet", "version", PAWL_VERSION, "rules", rules);
    json_t *invocation =
        json_pack("{s:b, s:o}", "executionSuccessful", 1, "toolExecutionNotifications", troubles);
    json_t *run = json_pack("{s:{s:o}, s:s, s:[o], s:o}", "tool", "driver", driver, "columnKind",
                            "unicodeCodePoints", "invocations", invocation, "results", results);
    return json_put_out(
        json_pack("{s:s, s:s, s:[o]}", "$schema", schema, "version", "2.1.0", "runs", run), path);
}
