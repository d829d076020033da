/* SPDX-License-Identifier: Apache-2.0 */
/* Stages read value by value, from the first row on. */
#ifndef LG_CLICKHOUSE_CURSOR_H
#define LG_CLICKHOUSE_CURSOR_H

#include "encode/clickhouse/stage.h"

struct lg_cursor {
    const unsigned char *value, *null;
    uint64_t row, at; /* of lists: rows read; values read */
};

static inline struct lg_cursor lg_cursor_of(const struct lg_stage *stage)
{
    return (struct lg_cursor){.value = stage->values.bytes, .null = stage->nulls.bytes};
}

/* A length as a variable-length integer; *p is then behind it. */
static inline size_t lg_get_varint(const unsigned char **p)
{
    size_t length = 0;
    int shift = 0;

    do
        length |= (size_t)(**p & 0x7f) << shift;
    while (shift += 7, *(*p)++ & 0x80);
    return length;
}

/* Bytes of a value in a stage; 0: texts have their own length. */
static inline uint32_t lg_wire_width(const struct lg_wire *wire)
{
    return wire->type.low_cardinality ? wire->index_width : wire->type.form == LG_WIRE_TEXT ? 0 : wire->type.width;
}

static inline size_t lg_wire_value_size(const struct lg_wire *wire, const unsigned char *value)
{
    const unsigned char *text = value;
    size_t width = lg_wire_width(wire), length;

    if (width > 0)
        return width;
    length = lg_get_varint(&text);
    return (size_t)(text - value) + length;
}

/* The value at the cursor, which is at the next one then. A dictionary's text is where the dictionary has it. */
static inline const unsigned char *lg_cursor_next(struct lg_cursor *cursor, const struct lg_wire *wire, bool *is_null)
{
    const unsigned char *value = cursor->value;
    uint32_t index = 0;

    cursor->value += lg_wire_value_size(wire, value);
    cursor->at++;
    if (!wire->type.low_cardinality) {
        *is_null = wire->type.nullable && *cursor->null++;
        return value;
    }
    memcpy(&index, value, wire->index_width); /* little endian, as all of the block */
    *is_null = wire->type.nullable && index == 0;
    return (const unsigned char *)lg_string_text(&wire->entries) + wire->entry[index - (wire->type.nullable && index > 0)];
}

/* Where the values of the next row end, of a list. */
static inline uint64_t lg_cursor_list(struct lg_cursor *cursor, const struct lg_stage *stage)
{
    return lg_stage_end(stage, (int64_t)cursor->row++);
}

#endif
