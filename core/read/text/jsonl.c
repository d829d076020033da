/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Lines reader. jansson reads the lines: UTF-8, numbers, depth and duplicate members are checked there. */
#include "read/text/jsonl.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct lg_jsonl {
    struct lg_text_facts *facts;
    struct lg_string line; /* what came of a line that has not ended */
    int64_t lines, wrong;  /* wrong: lines that are no object */
    bool is_too_long;      /* the line being read */
    bool is_full;          /* there are more members than are told apart */
};

int lg_jsonl_new(struct lg_text_facts *facts, struct lg_jsonl **jsonl, struct lg_error *err)
{
    *jsonl = calloc(1, sizeof(**jsonl));
    if (!*jsonl)
        return lg_error_set(err, LG_E_LOCAL, "out of memory to read JSON Lines");
    (*jsonl)->facts = facts;
    return LG_OK;
}

void lg_jsonl_free(struct lg_jsonl *jsonl)
{
    if (!jsonl)
        return;
    lg_string_release(&jsonl->line);
    free(jsonl);
}

/* Members mostly come in the same order: the search begins where this one was last. */
static struct lg_text_column *find_column(struct lg_text_facts *facts, const char *name, uint32_t hint)
{
    for (uint32_t i = 0; i < facts->columns; i++) {
        struct lg_text_column *column = &facts->column[(hint + i) % facts->columns];

        if (strcmp(column->name, name) == 0)
            return column;
    }
    return NULL;
}

static unsigned kind_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_TRUE:
    case JSON_FALSE:
        return LG_KIND_BOOL;
    case JSON_INTEGER:
        return LG_KIND_INTEGER;
    case JSON_REAL:
        return LG_KIND_NUMBER;
    case JSON_ARRAY:
        return LG_KIND_LIST;
    case JSON_OBJECT:
        return LG_KIND_OBJECT;
    default:
        return lg_text_kind(json_string_value(value), json_string_length(value)) & (LG_KIND_DATE | LG_KIND_TIMESTAMP);
    }
}

static void note_value(struct lg_text_column *column, const json_t *value)
{
    unsigned kind;

    if (json_is_null(value)) {
        column->nulls++;
        return;
    }
    kind = kind_of(value);
    column->values++;
    column->kinds |= kind ? kind : LG_KIND_TEXT;
    if (json_is_string(value)) {
        int64_t length = (int64_t)json_string_length(value);

        column->empty += length == 0;
        column->longest = length > column->longest ? length : column->longest;
    }
}

static int note_object(struct lg_jsonl *jsonl, json_t *object, struct lg_error *err)
{
    struct lg_text_facts *facts = jsonl->facts;
    uint32_t hint = 0;
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
    {
        struct lg_text_column *column = find_column(facts, name, hint);

        if (!column && facts->columns == LG_TEXT_COLUMNS) {
            jsonl->is_full = true;
            continue;
        }
        if (!column && strlen(name) < LG_TEXT_NAME)
            column = lg_text_facts_add(facts, name, strlen(name), err);
        if (err->code != LG_OK)
            return err->code;
        if (!column)
            continue;
        note_value(column, value);
        hint = (uint32_t)(column - facts->column) + 1;
    }
    facts->rows++;
    return LG_OK;
}

static void add_wrong(struct lg_jsonl *jsonl, const char *what)
{
    if (++jsonl->wrong <= 10)
        lg_findings_add(jsonl->facts->findings, "line %" PRId64 ": %s", jsonl->lines, what);
}

static int end_line(struct lg_jsonl *jsonl, const char *line, size_t length, struct lg_error *err)
{
    json_error_t where;
    json_t *value;

    jsonl->lines++;
    if (length > 0 && line[length - 1] == '\r') {
        jsonl->facts->has_crlf = true;
        length--;
    }
    if (jsonl->is_too_long) {
        jsonl->is_too_long = false;
        add_wrong(jsonl, "longer than 64 MiB");
        return LG_OK;
    }
    value = json_loadb(line, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &where);
    if (!value)
        add_wrong(jsonl, where.text);
    else if (!json_is_object(value))
        add_wrong(jsonl, "not an object");
    else
        (void)note_object(jsonl, value, err);
    json_decref(value);
    return err->code;
}

static int keep(struct lg_jsonl *jsonl, const char *bytes, size_t size, struct lg_error *err)
{
    jsonl->is_too_long = jsonl->is_too_long || size > LG_JSONL_LINE - jsonl->line.length;
    if (!jsonl->is_too_long)
        lg_string_append(&jsonl->line, bytes, size);
    else
        lg_string_clear(&jsonl->line);
    return lg_string_check(&jsonl->line, err);
}

int lg_jsonl_feed(struct lg_jsonl *jsonl, const void *bytes, size_t size, struct lg_error *err)
{
    const char *p = bytes, *end = p + size, *feed;

    jsonl->facts->bytes += (int64_t)size;
    while (err->code == LG_OK && (feed = memchr(p, '\n', (size_t)(end - p)))) {
        if (jsonl->line.length == 0 && !jsonl->is_too_long)
            (void)end_line(jsonl, p, (size_t)(feed - p), err);
        else if (keep(jsonl, p, (size_t)(feed - p), err) == LG_OK)
            (void)end_line(jsonl, lg_string_text(&jsonl->line), jsonl->line.length, err);
        lg_string_clear(&jsonl->line);
        p = feed + 1;
    }
    return err->code == LG_OK ? keep(jsonl, p, (size_t)(end - p), err) : err->code;
}

int lg_jsonl_end(struct lg_jsonl *jsonl, struct lg_error *err)
{
    struct lg_findings *findings = jsonl->facts->findings;

    if ((jsonl->line.length > 0 || jsonl->is_too_long) &&
        end_line(jsonl, lg_string_text(&jsonl->line), jsonl->line.length, err) != LG_OK)
        return err->code;
    if (jsonl->wrong > 10)
        lg_findings_add(findings, "%" PRId64 " lines in all are no objects", jsonl->wrong);
    if (jsonl->is_full)
        lg_findings_add(findings, "there are more than %d members, the others are not looked at", LG_TEXT_COLUMNS);
    return LG_OK;
}
