/* SPDX-License-Identifier: Apache-2.0 */
/* Trees from the events of libyaml. The limits are counted here, event by event: libyaml has none of its own. */
#include "config/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* The key that waits for its value. */
struct pending_key {
    char *text; /* owned; NULL: a key comes next */
    int line, column;
};

struct builder {
    struct lg_yaml *yaml;
    yaml_parser_t parser;
    struct lg_yaml_node *open[LG_YAML_MOST_DEPTH]; /* mappings and sequences that have not ended */
    struct pending_key key[LG_YAML_MOST_DEPTH];
    int depth;
    bool has_document;
};

static int error_at(const struct builder *builder, const yaml_mark_t *mark, struct lg_error *err, const char *format, ...)
{
    char text[sizeof(err->message)];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    return lg_error_set(err, LG_E_CONFIG, "%s:%zu:%zu: %s", builder->yaml->name, mark->line + 1, mark->column + 1, text);
}

static struct lg_yaml_node *node_new(const char *key, const void *text, size_t length)
{
    size_t key_size = key ? strlen(key) + 1 : 0;
    struct lg_yaml_node *node = calloc(1, sizeof(*node) + key_size + length + 1);
    char *place = (char *)(node + 1);

    if (!node)
        return NULL;
    if (key)
        node->key = memcpy(place, key, key_size);
    node->text = place + key_size;
    if (length > 0)
        memcpy(place + key_size, text, length);
    return node;
}

static bool awaits_key(const struct builder *builder)
{
    return builder->depth > 0 && builder->open[builder->depth - 1]->kind == LG_YAML_MAPPING && !builder->key[builder->depth - 1].text;
}

static void attach(struct builder *builder, struct lg_yaml_node *node)
{
    struct lg_yaml_node *parent = builder->depth > 0 ? builder->open[builder->depth - 1] : NULL;

    if (!parent) {
        builder->yaml->root = node;
        return;
    }
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    parent->count++;
    free(builder->key[builder->depth - 1].text);
    builder->key[builder->depth - 1].text = NULL;
}

static int add_node(struct builder *builder, enum lg_yaml_kind kind, const yaml_event_t *event, struct lg_error *err)
{
    const struct pending_key *key = builder->depth > 0 ? &builder->key[builder->depth - 1] : NULL;
    bool is_scalar = event->type == YAML_SCALAR_EVENT;
    struct lg_yaml_node *node = node_new(key ? key->text : NULL, is_scalar ? event->data.scalar.value : NULL,
                                         is_scalar ? event->data.scalar.length : 0);

    if (!node)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for '%s'", builder->yaml->name);
    node->kind = kind;
    node->is_quoted = is_scalar && event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->line = (int)event->start_mark.line + 1;
    node->column = (int)event->start_mark.column + 1;
    if (node->key) {
        node->key_line = key->line;
        node->key_column = key->column;
    }
    attach(builder, node);
    if (is_scalar)
        return LG_OK;
    builder->open[builder->depth++] = node;
    return LG_OK;
}

static int take_key(struct builder *builder, const yaml_event_t *event, struct lg_error *err)
{
    const char *text = (const char *)event->data.scalar.value;
    struct pending_key *key = &builder->key[builder->depth - 1];
    const struct lg_yaml_node *twin = lg_yaml_get(builder->open[builder->depth - 1], text);

    if (strcmp(text, "<<") == 0 && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        return error_at(builder, &event->start_mark, err, "merge keys ('<<') are not used here; write the keys out");
    if (!*text)
        return error_at(builder, &event->start_mark, err, "a key is empty");
    if (twin)
        return error_at(builder, &event->start_mark, err, "the key '%.64s' is given twice, first in line %d", text, twin->key_line);
    *key = (struct pending_key){strdup(text), (int)event->start_mark.line + 1, (int)event->start_mark.column + 1};
    return key->text ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for '%s'", builder->yaml->name);
}

static bool is_null(const yaml_event_t *event)
{
    static const char *const forms[] = {"", "~", "null", "Null", "NULL"};

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]) && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE; i++)
        if (strcmp((const char *)event->data.scalar.value, forms[i]) == 0)
            return true;
    return false;
}

static int take_scalar(struct builder *builder, const yaml_event_t *event, struct lg_error *err)
{
    if (memchr(event->data.scalar.value, '\0', event->data.scalar.length))
        return error_at(builder, &event->start_mark, err, "a text holds a NUL character");
    if (awaits_key(builder))
        return take_key(builder, event, err);
    return add_node(builder, is_null(event) ? LG_YAML_NULL : LG_YAML_SCALAR, event, err);
}

static int open_collection(struct builder *builder, enum lg_yaml_kind kind, const yaml_event_t *event, struct lg_error *err)
{
    if (awaits_key(builder))
        return error_at(builder, &event->start_mark, err, "a key must be a text, this is %s", lg_yaml_kind_name(kind));
    if (builder->depth == LG_YAML_MOST_DEPTH)
        return error_at(builder, &event->start_mark, err, "nested more than %d deep", LG_YAML_MOST_DEPTH);
    return add_node(builder, kind, event, err);
}

/* What only some files have, and ours must not. Its words are not repeated: without quotes, a password looks like it. */
static int refuse_extras(const struct builder *builder, const yaml_event_t *event, struct lg_error *err)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;

    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return error_at(builder, &event->start_mark, err, "aliases are not used here; write the value out, or put a text that begins "
                        "with * in quotes");
    case YAML_SCALAR_EVENT:
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
        break;
    default:
        break;
    }
    if (anchor)
        return error_at(builder, &event->start_mark, err, "anchors are not used here; write the value out where it is needed, or put a "
                        "text that begins with & in quotes");
    if (tag)
        return error_at(builder, &event->start_mark, err, "tags are not used here; leave it out, or put a text that begins with ! in "
                        "quotes");
    return LG_OK;
}

static int count_node(struct builder *builder, const yaml_event_t *event, struct lg_error *err)
{
    if (++builder->yaml->nodes <= LG_YAML_MOST_NODES)
        return LG_OK;
    return error_at(builder, &event->start_mark, err, "more than %d keys and values", LG_YAML_MOST_NODES);
}

static int take_event(struct builder *builder, const yaml_event_t *event, struct lg_error *err)
{
    if (refuse_extras(builder, event, err) != LG_OK)
        return err->code;
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (builder->has_document)
            return error_at(builder, &event->start_mark, err, "a second document begins; one is read");
        builder->has_document = true;
        return LG_OK;
    case YAML_SCALAR_EVENT:
        return count_node(builder, event, err) == LG_OK ? take_scalar(builder, event, err) : err->code;
    case YAML_SEQUENCE_START_EVENT:
        return count_node(builder, event, err) == LG_OK ? open_collection(builder, LG_YAML_SEQUENCE, event, err) : err->code;
    case YAML_MAPPING_START_EVENT:
        return count_node(builder, event, err) == LG_OK ? open_collection(builder, LG_YAML_MAPPING, event, err) : err->code;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        builder->depth--;
        return LG_OK;
    default:
        return LG_OK;
    }
}

/* libyaml knows the offset of bytes that are no text, but not their line. */
static yaml_mark_t mark_of_offset(const unsigned char *bytes, size_t size, size_t offset)
{
    yaml_mark_t mark = {offset, 0, 0};

    for (size_t i = 0; i < offset && i < size; i++) {
        mark.column += (bytes[i] & 0xc0) != 0x80;
        if (bytes[i] == '\n') {
            mark.line++;
            mark.column = 0;
        }
    }
    return mark;
}

static bool is_tab_at(const char *bytes, size_t size, const yaml_mark_t *mark)
{
    const char *line = bytes, *end = bytes + size;

    for (size_t i = 0; i < mark->line && line; i++)
        if ((line = memchr(line, '\n', (size_t)(end - line))))
            line++;
    return line && (size_t)(end - line) > mark->column && line[mark->column] == '\t';
}

static int parser_error(const struct builder *builder, const void *bytes, size_t size, struct lg_error *err)
{
    const yaml_parser_t *parser = &builder->parser;
    yaml_mark_t mark = parser->problem_mark;

    if (parser->error == YAML_MEMORY_ERROR)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for '%s'", builder->yaml->name);
    if (parser->error == YAML_READER_ERROR)
        mark = mark_of_offset(bytes, size, parser->problem_offset);
    else if (is_tab_at(bytes, size, &mark))
        return error_at(builder, &mark, err, "a tab stands where only spaces may; indent with spaces");
    return error_at(builder, &mark, err, "not YAML: %s%s%s", parser->context ? parser->context : "", parser->context ? ", " : "",
                    parser->problem ? parser->problem : "unknown problem");
}

static int build(struct builder *builder, const void *bytes, size_t size, struct lg_error *err)
{
    bool ended = false;

    yaml_parser_set_input_string(&builder->parser, bytes, size);
    while (!ended && err->code == LG_OK) {
        yaml_event_t event;

        if (!yaml_parser_parse(&builder->parser, &event))
            return parser_error(builder, bytes, size, err);
        ended = event.type == YAML_STREAM_END_EVENT;
        (void)take_event(builder, &event, err);
        yaml_event_delete(&event);
    }
    return err->code;
}

/* A file without document has a root that is nothing. */
static int finish(struct lg_yaml *yaml, struct lg_error *err)
{
    if (yaml->root)
        return LG_OK;
    yaml->root = node_new(NULL, NULL, 0);
    if (!yaml->root)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for '%s'", yaml->name);
    yaml->root->line = yaml->root->column = 1;
    return LG_OK;
}

int lg_yaml_parse(const char *name, const void *bytes, size_t size, struct lg_yaml **out, struct lg_error *err)
{
    struct builder builder = {.yaml = calloc(1, sizeof(*builder.yaml))};

    *out = NULL;
    if (builder.yaml)
        builder.yaml->name = strdup(name);
    if (!builder.yaml || !builder.yaml->name || !yaml_parser_initialize(&builder.parser)) {
        lg_yaml_free(builder.yaml);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for '%s'", name);
    }
    if (size > LG_YAML_MOST_BYTES)
        (void)lg_error_set(err, LG_E_CONFIG, "'%s' has more than %zu bytes", name, LG_YAML_MOST_BYTES);
    else if (build(&builder, bytes, size, err) == LG_OK)
        (void)finish(builder.yaml, err);
    for (int i = 0; i < builder.depth; i++)
        free(builder.key[i].text);
    yaml_parser_delete(&builder.parser);
    if (err->code == LG_OK)
        *out = builder.yaml;
    else
        lg_yaml_free(builder.yaml);
    return err->code;
}
