/* SPDX-License-Identifier: Apache-2.0 */
/* A reader of Thrift's compact protocol: decodes a structure into a C structure by a table of its fields.
 *
 * Source: Apache Thrift, "Thrift Compact protocol encoding". The bytes may be anything: every length is checked against what is
 * left of them, nesting is limited, memory comes from an arena with a ceiling. Fields that the table does not have are skipped, and so
 * are optional ones of another type than the table's; a required field of another type, a missing one, or one given twice is damage.
 *
 * A C structure of a shape begins with `uint32_t has`: bit i says that field i was there. Then, by type: bool for BOOL; int32_t for
 * I8, I16 and I32; int64_t; double; struct lg_bytes for BINARY; the structure itself for STRUCT; struct lg_list for LIST. */
#ifndef LG_READ_PARQUET_COMPACT_H
#define LG_READ_PARQUET_COMPACT_H

#include <lakegen/error.h>

#include "read/arena.h"

#include <stdbool.h>

/* Numbers of the wire; BOOL stands for true and false. */
enum lg_compact_type {
    LG_COMPACT_BOOL = 1,
    LG_COMPACT_FALSE = 2,
    LG_COMPACT_I8 = 3,
    LG_COMPACT_I16 = 4,
    LG_COMPACT_I32 = 5,
    LG_COMPACT_I64 = 6,
    LG_COMPACT_DOUBLE = 7,
    LG_COMPACT_BINARY = 8,
    LG_COMPACT_LIST = 9,
    LG_COMPACT_SET = 10,
    LG_COMPACT_MAP = 11,
    LG_COMPACT_STRUCT = 12
};

/* Borrowed from what was decoded; at is NULL when the field is absent. */
struct lg_bytes {
    const unsigned char *at;
    size_t size;
};

struct lg_list {
    void *item; /* of the element's C type, in the arena */
    uint32_t count;
};

struct lg_field {
    int16_t id;      /* 1…31 */
    uint8_t type;    /* LG_COMPACT_… */
    uint8_t element; /* the type of a list's elements */
    bool required;
    uint32_t offset; /* in the C structure */
    const char *name;
    const struct lg_shape *of; /* of a structure, or of a list's elements */
};

struct lg_shape {
    const char *name;
    size_t size; /* of the C structure */
    const struct lg_field *field; /* ended by id 0 */
};

#define LG_HAS(structure, id) (((structure)->has >> (id) & 1u) != 0)

struct lg_compact {
    const unsigned char *at, *end; /* moves behind what was decoded */
    struct lg_arena *arena;
    int depth;
    bool is_short; /* the bytes ended before the structure did */
};

void lg_compact_init(struct lg_compact *compact, const void *bytes, size_t size, struct lg_arena *arena);

/* Decodes one structure; out is overwritten. LG_E_VERIFICATION says what is wrong with the bytes; LG_E_LOCAL without memory. */
int lg_compact_decode(struct lg_compact *compact, const struct lg_shape *shape, void *out, struct lg_error *err);

#endif
