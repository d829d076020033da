/* SPDX-License-Identifier: Apache-2.0 */
/* Values of a column: what their type is called, how they compare, and how a bound reads. */
#ifndef LG_READ_PARQUET_VALUE_H
#define LG_READ_PARQUET_VALUE_H

#include "base/json.h"
#include "encode/parquet/type.h"
#include "read/parquet/format.h"

/* What the values of a column mean, from its logical type or, where there is none, its converted type. */
enum lg_meaning {
    LG_MEANS_PLAIN, /* what the physical type says */
    LG_MEANS_TEXT,
    LG_MEANS_UNSIGNED,
    LG_MEANS_DATE,
    LG_MEANS_TIME,
    LG_MEANS_TIMESTAMP,
    LG_MEANS_DECIMAL,
    LG_MEANS_UUID,
    LG_MEANS_FLOAT16,
    LG_MEANS_OPAQUE /* no order is known */
};

struct lg_meaning_of {
    enum lg_meaning meaning;
    int unit;  /* of times: 10^-unit seconds: 3, 6, 9 */
    bool utc;
    int32_t scale;
};

struct lg_meaning_of lg_meaning(const struct lg_schema_element *element);

/* Appends the type for people: "text", "int64", "timestamp (µs, UTC)", "decimal(9,2)". */
void lg_parquet_put_type(const struct lg_schema_element *element, struct lg_string *out);

/* How bounds of the column compare. False when no order is known. */
bool lg_parquet_order_of(const struct lg_schema_element *element, enum lg_parquet_order *order);

/* Is it a value of the type at all? Bounds of a fixed width must have it. */
bool lg_parquet_is_value(const struct lg_schema_element *element, struct lg_bytes value);

/* Appends a bound for people, at most about `most` characters of it; what is not text is shown in hexadecimal. */
void lg_parquet_put_value(const struct lg_schema_element *element, struct lg_bytes value, size_t most, struct lg_string *out);

/* As a JSON member: a number, true or false where JSON has it, else text. */
void lg_parquet_put_json_value(const struct lg_schema_element *element, const char *key, struct lg_bytes value,
                               struct lg_json *json);

#endif
