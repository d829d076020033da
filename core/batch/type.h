/* SPDX-License-Identifier: Apache-2.0 */
/* Column types: an Arrow format string, understood once. */
#ifndef LG_BATCH_TYPE_H
#define LG_BATCH_TYPE_H

#include <lakegen/table.h>

#include <stdbool.h>

enum lg_type_kind {
    LG_TYPE_BOOL,
    LG_TYPE_INT8,
    LG_TYPE_INT16,
    LG_TYPE_INT32,
    LG_TYPE_INT64,
    LG_TYPE_UINT8,
    LG_TYPE_UINT16,
    LG_TYPE_UINT32,
    LG_TYPE_UINT64,
    LG_TYPE_FLOAT32,
    LG_TYPE_FLOAT64,
    LG_TYPE_UTF8,
    LG_TYPE_BINARY,
    LG_TYPE_FIXED,     /* "w:N" */
    LG_TYPE_DATE,      /* int32 days */
    LG_TYPE_TIMESTAMP, /* int64 µs */
    LG_TYPE_DECIMAL,
    LG_TYPE_LIST       /* "+l"; its elements have a layout of their own */
};

struct lg_type {
    enum lg_type_kind kind;
    uint32_t width;       /* bytes of a value in a batch; 0 for text, binary and lists */
    bool utc;             /* a timestamp with zone UTC */
    uint8_t precision, scale; /* of a decimal */
};

/* LG_E_PLUGIN for a type that is none of table.h's. */
int lg_type_parse(const char *format, struct lg_type *type, struct lg_error *err);

/* The type as people write it: int64, utf8, timestamp[us], decimal(9,3)…; for lists lg_layout_type_name() knows more. */
#define LG_TYPE_NAME 40
void lg_type_name(const struct lg_type *type, char name[LG_TYPE_NAME]);

static inline bool lg_type_is_integer(const struct lg_type *type)
{
    return type->kind >= LG_TYPE_INT8 && type->kind <= LG_TYPE_UINT64;
}

static inline bool lg_type_is_text(const struct lg_type *type)
{
    return type->kind == LG_TYPE_UTF8 || type->kind == LG_TYPE_BINARY;
}

#endif
