/* SPDX-License-Identifier: Apache-2.0 */
/* A writer of Thrift's compact protocol, as far as Parquet's structures need it.
 *
 * Source: Apache Thrift, "Thrift Compact protocol encoding". A field's header holds the difference from the previous field's
 * id in the same structure, so a writer remembers one id per level. Errors stay in the string. */
#ifndef LG_PARQUET_THRIFT_H
#define LG_PARQUET_THRIFT_H

#include "base/string.h"

#include <stdint.h>

enum lg_thrift_type {
    LG_THRIFT_BOOL = 1, /* as an element of a list */
    LG_THRIFT_I32 = 5,
    LG_THRIFT_I64 = 6,
    LG_THRIFT_BINARY = 8,
    LG_THRIFT_LIST = 9,
    LG_THRIFT_STRUCT = 12
};

#define LG_THRIFT_DEPTH 12

struct lg_thrift {
    struct lg_string *out; /* borrowed */
    int depth;
    int16_t last[LG_THRIFT_DEPTH]; /* field id, per level */
};

void lg_thrift_init(struct lg_thrift *t, struct lg_string *out); /* begins the outermost structure */
void lg_thrift_end(struct lg_thrift *t);                        /* ends a structure: also the outermost */

/* Fields. */
void lg_thrift_bool(struct lg_thrift *t, int16_t field, bool value);
void lg_thrift_i8(struct lg_thrift *t, int16_t field, int8_t value);
void lg_thrift_i16(struct lg_thrift *t, int16_t field, int16_t value);
void lg_thrift_i32(struct lg_thrift *t, int16_t field, int32_t value);
void lg_thrift_i64(struct lg_thrift *t, int16_t field, int64_t value);
void lg_thrift_binary(struct lg_thrift *t, int16_t field, const void *bytes, size_t size);
void lg_thrift_text(struct lg_thrift *t, int16_t field, const char *text);
void lg_thrift_struct(struct lg_thrift *t, int16_t field);
void lg_thrift_list(struct lg_thrift *t, int16_t field, enum lg_thrift_type element, size_t count);

/* Elements of a list; structures are begun with lg_thrift_element() and ended with lg_thrift_end(). */
void lg_thrift_element(struct lg_thrift *t);
void lg_thrift_put_bool(struct lg_thrift *t, bool value);
void lg_thrift_put_int(struct lg_thrift *t, int64_t value); /* i32, i64 */
void lg_thrift_put_binary(struct lg_thrift *t, const void *bytes, size_t size);

#endif
