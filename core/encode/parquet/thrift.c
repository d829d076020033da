/* SPDX-License-Identifier: Apache-2.0 */
/* Thrift's compact protocol: varints, zigzag, and field headers that hold differences. */
#include "encode/parquet/thrift.h"

#include <string.h>

enum field_type { FIELD_TRUE = 1, FIELD_FALSE = 2, FIELD_I8 = 3, FIELD_I16 = 4 };

static void put_varint(struct lg_thrift *t, uint64_t value)
{
    unsigned char bytes[10];
    size_t n = 0;

    for (; value >= 0x80; value >>= 7)
        bytes[n++] = (unsigned char)(value | 0x80);
    bytes[n++] = (unsigned char)value;
    lg_string_append(t->out, bytes, n);
}

static void put_zigzag(struct lg_thrift *t, int64_t value)
{
    put_varint(t, (uint64_t)value << 1 ^ (uint64_t)(value >> 63));
}

static void put_header(struct lg_thrift *t, int16_t field, int type)
{
    int difference = field - t->last[t->depth];

    t->last[t->depth] = field;
    if (difference > 0 && difference <= 15) {
        lg_string_putc(t->out, (char)(difference << 4 | type));
        return;
    }
    lg_string_putc(t->out, (char)type);
    put_zigzag(t, field);
}

void lg_thrift_init(struct lg_thrift *t, struct lg_string *out)
{
    *t = (struct lg_thrift){.out = out};
}

void lg_thrift_end(struct lg_thrift *t)
{
    lg_string_putc(t->out, 0);
    t->depth--;
}

void lg_thrift_element(struct lg_thrift *t)
{
    t->last[++t->depth] = 0;
}

void lg_thrift_struct(struct lg_thrift *t, int16_t field)
{
    put_header(t, field, LG_THRIFT_STRUCT);
    lg_thrift_element(t);
}

void lg_thrift_bool(struct lg_thrift *t, int16_t field, bool value)
{
    put_header(t, field, value ? FIELD_TRUE : FIELD_FALSE);
}

void lg_thrift_i8(struct lg_thrift *t, int16_t field, int8_t value)
{
    put_header(t, field, FIELD_I8);
    lg_string_putc(t->out, (char)value);
}

void lg_thrift_i16(struct lg_thrift *t, int16_t field, int16_t value)
{
    put_header(t, field, FIELD_I16);
    put_zigzag(t, value);
}

void lg_thrift_i32(struct lg_thrift *t, int16_t field, int32_t value)
{
    put_header(t, field, LG_THRIFT_I32);
    put_zigzag(t, value);
}

void lg_thrift_i64(struct lg_thrift *t, int16_t field, int64_t value)
{
    put_header(t, field, LG_THRIFT_I64);
    put_zigzag(t, value);
}

void lg_thrift_binary(struct lg_thrift *t, int16_t field, const void *bytes, size_t size)
{
    put_header(t, field, LG_THRIFT_BINARY);
    lg_thrift_put_binary(t, bytes, size);
}

void lg_thrift_text(struct lg_thrift *t, int16_t field, const char *text)
{
    lg_thrift_binary(t, field, text, strlen(text));
}

void lg_thrift_list(struct lg_thrift *t, int16_t field, enum lg_thrift_type element, size_t count)
{
    put_header(t, field, LG_THRIFT_LIST);
    if (count < 15) {
        lg_string_putc(t->out, (char)(count << 4 | element));
        return;
    }
    lg_string_putc(t->out, (char)(0xf0 | element));
    put_varint(t, count);
}

void lg_thrift_put_bool(struct lg_thrift *t, bool value)
{
    lg_string_putc(t->out, value ? FIELD_TRUE : FIELD_FALSE);
}

void lg_thrift_put_int(struct lg_thrift *t, int64_t value)
{
    put_zigzag(t, value);
}

void lg_thrift_put_binary(struct lg_thrift *t, const void *bytes, size_t size)
{
    put_varint(t, size);
    lg_string_append(t->out, bytes, size);
}
