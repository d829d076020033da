/* SPDX-License-Identifier: Apache-2.0 */
/* Decoding by tables. A value takes at least one byte, so that no count can be larger than the bytes that are left. */
#include "read/parquet/compact.h"

#include <string.h>

#define DEEPEST 32

static const char *type_name(int type)
{
    static const char *const names[] = {"stop", "bool",   "bool", "i8",  "i16", "i32",   "i64",
                                        "double", "binary", "list", "set", "map", "struct", "uuid"};

    return type >= 0 && (size_t)type < sizeof(names) / sizeof(names[0]) ? names[type] : "nothing known";
}

void lg_compact_init(struct lg_compact *compact, const void *bytes, size_t size, struct lg_arena *arena)
{
    *compact = (struct lg_compact){.at = bytes, .end = (const unsigned char *)bytes + size, .arena = arena};
}

static size_t left(const struct lg_compact *c)
{
    return (size_t)(c->end - c->at);
}

static int too_short(struct lg_compact *c, struct lg_error *err)
{
    c->is_short = true;
    return lg_error_set(err, LG_E_VERIFICATION, "ends early");
}

/* ---- values ---- */

static int take_byte(struct lg_compact *c, unsigned *byte, struct lg_error *err)
{
    *byte = 0;
    if (left(c) == 0)
        return too_short(c, err);
    *byte = *c->at++;
    return LG_OK;
}

static int take_varint(struct lg_compact *c, uint64_t *value, struct lg_error *err)
{
    unsigned byte = 0x80;

    *value = 0;
    for (unsigned shift = 0; byte & 0x80; shift += 7) {
        if (shift > 63)
            return lg_error_set(err, LG_E_VERIFICATION, "a number has more than 10 bytes");
        if (take_byte(c, &byte, err) != LG_OK)
            return err->code;
        *value |= (uint64_t)(byte & 0x7f) << shift;
    }
    return LG_OK;
}

static int take_zigzag(struct lg_compact *c, int64_t low, int64_t high, int64_t *value, struct lg_error *err)
{
    uint64_t zigzag;

    if (take_varint(c, &zigzag, err) != LG_OK)
        return err->code;
    *value = (int64_t)(zigzag >> 1 ^ (~(zigzag & 1) + 1));
    if (*value < low || *value > high)
        return lg_error_set(err, LG_E_VERIFICATION, "%lld does not fit its type", (long long)*value);
    return LG_OK;
}

static int take_bytes(struct lg_compact *c, struct lg_bytes *bytes, struct lg_error *err)
{
    uint64_t size;

    if (take_varint(c, &size, err) != LG_OK)
        return err->code;
    if (size > left(c))
        return too_short(c, err);
    *bytes = (struct lg_bytes){c->at, (size_t)size};
    c->at += size;
    return LG_OK;
}

static int take_double(struct lg_compact *c, double *value, struct lg_error *err)
{
    if (left(c) < sizeof(*value))
        return too_short(c, err);
    memcpy(value, c->at, sizeof(*value));
    c->at += sizeof(*value);
    return LG_OK;
}

static int take_list_head(struct lg_compact *c, int *element, uint32_t *count, struct lg_error *err)
{
    uint64_t number;
    unsigned head;

    if (take_byte(c, &head, err) != LG_OK)
        return err->code;
    *element = (int)(head & 15);
    number = head >> 4;
    if (number == 15 && take_varint(c, &number, err) != LG_OK)
        return err->code;
    if (number > left(c))
        return too_short(c, err);
    *count = (uint32_t)number;
    return number > UINT32_MAX ? lg_error_set(err, LG_E_VERIFICATION, "a list has more than 4294967295 elements") : LG_OK;
}

/* The header of a structure's next field: its id and type. type 0: the structure ends. */
static int take_field_head(struct lg_compact *c, int64_t *id, int *type, struct lg_error *err)
{
    unsigned head;

    if (take_byte(c, &head, err) != LG_OK)
        return err->code;
    *type = (int)(head & 15);
    if (*type == 0)
        return head == 0 ? LG_OK : lg_error_set(err, LG_E_VERIFICATION, "a structure ends with byte %u instead of 0", head);
    if (head >> 4 == 0)
        return take_zigzag(c, INT16_MIN, INT16_MAX, id, err);
    *id += head >> 4;
    return LG_OK;
}

static int enter(struct lg_compact *c, struct lg_error *err)
{
    if (c->depth == DEEPEST)
        return lg_error_set(err, LG_E_VERIFICATION, "structures are nested more than %d deep", DEEPEST);
    c->depth++;
    return LG_OK;
}

/* ---- what the tables do not have ---- */

static int skip(struct lg_compact *c, int type, bool in_list, struct lg_error *err);

static int skip_elements(struct lg_compact *c, int type, uint64_t count, struct lg_error *err)
{
    while (count-- > 0 && err->code == LG_OK)
        (void)skip(c, type, true, err);
    return err->code;
}

static int skip_map(struct lg_compact *c, struct lg_error *err)
{
    uint64_t count;
    unsigned types;

    if (take_varint(c, &count, err) != LG_OK || count == 0 || take_byte(c, &types, err) != LG_OK)
        return err->code;
    if (count > left(c))
        return too_short(c, err);
    while (count-- > 0 && err->code == LG_OK)
        if (skip(c, (int)(types >> 4), true, err) == LG_OK)
            (void)skip(c, (int)(types & 15), true, err);
    return err->code;
}

static int skip_struct(struct lg_compact *c, struct lg_error *err)
{
    int64_t id = 0;
    int type = 0;

    while (take_field_head(c, &id, &type, err) == LG_OK && type != 0)
        if (skip(c, type, false, err) != LG_OK)
            return err->code;
    return err->code;
}

static int skip_nested(struct lg_compact *c, int type, struct lg_error *err)
{
    uint32_t count;
    int element;

    if (enter(c, err) != LG_OK)
        return err->code;
    if (type == LG_COMPACT_STRUCT)
        (void)skip_struct(c, err);
    else if (type == LG_COMPACT_MAP)
        (void)skip_map(c, err);
    else if (take_list_head(c, &element, &count, err) == LG_OK)
        (void)skip_elements(c, element, count, err);
    c->depth--;
    return err->code;
}

/* A boolean field is all in its header; as an element it takes a byte. */
static int skip(struct lg_compact *c, int type, bool in_list, struct lg_error *err)
{
    struct lg_bytes bytes;
    uint64_t number;
    unsigned byte;
    double value;

    switch (type) {
    case LG_COMPACT_BOOL:
    case LG_COMPACT_FALSE:
        return in_list ? take_byte(c, &byte, err) : LG_OK;
    case LG_COMPACT_I8:
        return take_byte(c, &byte, err);
    case LG_COMPACT_I16:
    case LG_COMPACT_I32:
    case LG_COMPACT_I64:
        return take_varint(c, &number, err);
    case LG_COMPACT_DOUBLE:
        return take_double(c, &value, err);
    case LG_COMPACT_BINARY:
        return take_bytes(c, &bytes, err);
    case LG_COMPACT_LIST:
    case LG_COMPACT_SET:
    case LG_COMPACT_MAP:
    case LG_COMPACT_STRUCT:
        return skip_nested(c, type, err);
    default:
        return lg_error_set(err, LG_E_VERIFICATION, "type %d is none of Thrift's", type);
    }
}

/* ---- what they have ---- */

static int decode_struct(struct lg_compact *c, const struct lg_shape *shape, void *out, struct lg_error *err);

static int take_int32(struct lg_compact *c, int type, int32_t *value, struct lg_error *err)
{
    int64_t wide = 0;
    unsigned byte = 0;

    if (type == LG_COMPACT_I8) {
        (void)take_byte(c, &byte, err);
        wide = (int8_t)byte;
    } else {
        (void)take_zigzag(c, type == LG_COMPACT_I16 ? INT16_MIN : INT32_MIN, type == LG_COMPACT_I16 ? INT16_MAX : INT32_MAX, &wide,
                          err);
    }
    *value = (int32_t)wide;
    return err->code;
}

/* A value that is not a boolean field, to where it belongs. */
static int decode_value(struct lg_compact *c, int type, const struct lg_shape *of, void *out, struct lg_error *err)
{
    unsigned byte;

    switch (type) {
    case LG_COMPACT_BOOL:
        if (take_byte(c, &byte, err) == LG_OK)
            *(bool *)out = byte == LG_COMPACT_BOOL;
        return err->code;
    case LG_COMPACT_I64:
        return take_zigzag(c, INT64_MIN, INT64_MAX, out, err);
    case LG_COMPACT_DOUBLE:
        return take_double(c, out, err);
    case LG_COMPACT_BINARY:
        return take_bytes(c, out, err);
    case LG_COMPACT_STRUCT:
        return decode_struct(c, of, out, err);
    default:
        return take_int32(c, type, out, err);
    }
}

static size_t size_of(int type, const struct lg_shape *of)
{
    switch (type) {
    case LG_COMPACT_BOOL:
        return sizeof(bool);
    case LG_COMPACT_I64:
        return sizeof(int64_t);
    case LG_COMPACT_DOUBLE:
        return sizeof(double);
    case LG_COMPACT_BINARY:
        return sizeof(struct lg_bytes);
    case LG_COMPACT_STRUCT:
        return of->size;
    default:
        return sizeof(int32_t);
    }
}

/* Booleans are written as either of two types, and nobody can say which of an empty list is right. */
static bool is_type(int expected, int found)
{
    return found == expected || (expected == LG_COMPACT_BOOL && found == LG_COMPACT_FALSE);
}

static int decode_list(struct lg_compact *c, const struct lg_field *field, struct lg_list *list, struct lg_error *err)
{
    size_t size = size_of(field->element, field->of);
    int element;

    *list = (struct lg_list){NULL, 0};
    if (take_list_head(c, &element, &list->count, err) != LG_OK || list->count == 0)
        return err->code;
    if (!is_type(field->element, element))
        return lg_error_set(err, LG_E_VERIFICATION, "its elements are %s instead of %s", type_name(element),
                            type_name(field->element));
    list->item = lg_arena_take(c->arena, list->count, size);
    if (!list->item)
        return lg_error_set(err, LG_E_LOCAL, "no memory for %u elements; the limit for metadata is %zu MiB", list->count,
                            c->arena->ceiling >> 20);
    for (uint32_t i = 0; i < list->count && err->code == LG_OK; i++)
        (void)decode_value(c, field->element, field->of, (char *)list->item + i * size, err);
    return err->code;
}

static int decode_field(struct lg_compact *c, const struct lg_field *field, int type, void *out, struct lg_error *err)
{
    void *place = (char *)out + field->offset;

    if (!is_type(field->type, type))
        return lg_error_set(err, LG_E_VERIFICATION, "it is a %s instead of a %s", type_name(type), type_name(field->type));
    if (field->type == LG_COMPACT_BOOL)
        *(bool *)place = type == LG_COMPACT_BOOL;
    else if (field->type == LG_COMPACT_LIST)
        (void)decode_list(c, field, place, err);
    else
        (void)decode_value(c, field->type, field->of, place, err);
    return err->code;
}

static const struct lg_field *find_field(const struct lg_shape *shape, int64_t id)
{
    for (const struct lg_field *field = shape->field; field->id; field++)
        if (field->id == id)
            return field;
    return NULL;
}

static int check_required(const struct lg_shape *shape, uint32_t has, struct lg_error *err)
{
    for (const struct lg_field *field = shape->field; field->id; field++)
        if (field->required && !(has >> field->id & 1))
            return lg_error_set(err, LG_E_VERIFICATION, "%s has no %s", shape->name, field->name);
    return LG_OK;
}

static int decode_fields(struct lg_compact *c, const struct lg_shape *shape, void *out, struct lg_error *err)
{
    uint32_t *has = out;
    int64_t id = 0;
    int type = 0;

    while (take_field_head(c, &id, &type, err) == LG_OK && type != 0) {
        const struct lg_field *field = find_field(shape, id);

        if (!field || (!field->required && !is_type(field->type, type))) {
            (void)skip(c, type, false, err); /* forks of the format use its free numbers for something else */
        } else if (*has >> id & 1) {
            (void)lg_error_set(err, LG_E_VERIFICATION, "%s.%s is there twice", shape->name, field->name);
        } else {
            *has |= UINT32_C(1) << id;
            if (decode_field(c, field, type, out, err) != LG_OK && !c->is_short)
                (void)lg_error_wrap(err, "%s.%s", shape->name, field->name);
        }
        if (err->code != LG_OK)
            return err->code;
    }
    return err->code == LG_OK ? check_required(shape, *has, err) : err->code;
}

static int decode_struct(struct lg_compact *c, const struct lg_shape *shape, void *out, struct lg_error *err)
{
    memset(out, 0, shape->size);
    if (enter(c, err) != LG_OK)
        return err->code;
    (void)decode_fields(c, shape, out, err);
    c->depth--;
    return err->code;
}

int lg_compact_decode(struct lg_compact *compact, const struct lg_shape *shape, void *out, struct lg_error *err)
{
    return decode_struct(compact, shape, out, err);
}
