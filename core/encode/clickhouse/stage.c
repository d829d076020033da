/* SPDX-License-Identifier: Apache-2.0 */
/* From batches to values one behind the other. */
#include "encode/clickhouse/stage.h"

#include <lakegen/calendar.h>
#include <lakegen/text.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_DAY (-719162) /* 0001-01-01: texts of days and moments go from here */
#define LAST_DAY 2932896    /* to here, 9999-12-31 */
#define LARGEST_STAGE ((size_t)1 << 32)
#define MICROSECONDS INT64_C(1000000)
#define LEAST_DATETIME64 INT64_C(-2208988800000000) /* 1900-01-01 */
#define MOST_DATETIME64 INT64_C(10413791999999999)  /* 2299-12-31 */

/* ---- memory ---- */

unsigned char *lg_bytes_room(struct lg_bytes *bytes, size_t more)
{
    if (more > LARGEST_STAGE || bytes->used + more > LARGEST_STAGE)
        return NULL;
    if (bytes->used + more > bytes->capacity) {
        size_t capacity = bytes->used + more + bytes->capacity / 2 + 4096;
        unsigned char *grown = realloc(bytes->bytes, capacity);

        if (!grown)
            return NULL;
        bytes->bytes = grown;
        bytes->capacity = capacity;
    }
    return bytes->bytes + bytes->used;
}

static unsigned char *room(struct lg_bytes *bytes, size_t more, const struct lg_wire *wire, struct lg_error *err)
{
    unsigned char *p = lg_bytes_room(bytes, more);

    if (!p)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a block of column '%s'", wire->layout->column->name);
    return p;
}

void lg_stage_clear(struct lg_stage *stage)
{
    stage->nulls.used = stage->offsets.used = stage->values.used = 0;
    stage->count = 0;
}

void lg_stage_release(struct lg_stage *stage)
{
    free(stage->nulls.bytes);
    free(stage->offsets.bytes);
    free(stage->values.bytes);
}

/* ---- values of fixed width ---- */

static int refuse(const struct lg_wire *wire, const char *value, const char *range, struct lg_error *err)
{
    return lg_error_set(err, LG_E_CONFIG, "column '%s' has %s, which %s does not hold: it goes %s", wire->layout->column->name, value,
                        lg_string_text(&wire->name), range);
}

static int refuse_day(const struct lg_wire *wire, int32_t day, const char *range, struct lg_error *err)
{
    char text[32];

    if (day < FIRST_DAY || day > LAST_DAY)
        (void)snprintf(text, sizeof(text), "day %" PRId32, day);
    else
        *lg_put_date(text, day) = '\0';
    return refuse(wire, text, range, err);
}

static int refuse_time(const struct lg_wire *wire, int64_t micros, const char *range, struct lg_error *err)
{
    char text[40];

    if (micros < FIRST_DAY * LG_DAY_MICROSECONDS || micros >= (LAST_DAY + 1) * LG_DAY_MICROSECONDS)
        (void)snprintf(text, sizeof(text), "%" PRId64 " microseconds", micros);
    else
        *lg_put_timestamp(text, micros) = '\0';
    return refuse(wire, text, range, err);
}

static int put_days(const struct lg_wire *wire, const int32_t *days, int64_t n, unsigned char *out, struct lg_error *err)
{
    for (int64_t i = 0; i < n; i++) {
        uint16_t day = (uint16_t)days[i];

        if (days[i] != day)
            return refuse_day(wire, days[i], "from 1970-01-01 to 2149-06-06", err);
        memcpy(out + 2 * i, &day, 2);
    }
    return LG_OK;
}

static int put_seconds(const struct lg_wire *wire, const int64_t *micros, int64_t n, unsigned char *out, struct lg_error *err)
{
    for (int64_t i = 0; i < n; i++) {
        uint32_t seconds = (uint32_t)(micros[i] / MICROSECONDS);

        if (micros[i] != seconds * MICROSECONDS)
            return refuse_time(wire, micros[i], "from 1970-01-01 to 2106-02-07, in whole seconds", err);
        memcpy(out + 4 * i, &seconds, 4);
    }
    return LG_OK;
}

static int put_micros(const struct lg_wire *wire, const int64_t *micros, int64_t n, unsigned char *out, struct lg_error *err)
{
    for (int64_t i = 0; i < n; i++)
        if (micros[i] < LEAST_DATETIME64 || micros[i] > MOST_DATETIME64)
            return refuse_time(wire, micros[i], "from 1900-01-01 to 2299-12-31", err);
    memcpy(out, micros, (size_t)n * sizeof(*micros));
    return LG_OK;
}

/* n values as a batch has them, or a dictionary. */
static int convert(const struct lg_wire *wire, const void *values, int64_t n, unsigned char *out, struct lg_error *err)
{
    switch (wire->type.form) {
    case LG_WIRE_DAYS:
        return put_days(wire, values, n, out, err);
    case LG_WIRE_SECONDS:
        return put_seconds(wire, values, n, out, err);
    case LG_WIRE_MICROS:
        return put_micros(wire, values, n, out, err);
    default:
        memcpy(out, values, (size_t)n * wire->type.width);
        return LG_OK;
    }
}

static void zero_nulls(const unsigned char *valid, int64_t n, uint32_t width, unsigned char *values)
{
    for (int64_t i = 0; i < n; i++)
        if (!valid[i])
            memset(values + (size_t)i * width, 0, width);
}

/* What lies where a value is null is the plugin's affair, and may be no time at all. */
static int convert_valid(const struct lg_wire *wire, const struct lg_batch_column *batch, int64_t n, unsigned char *out,
                         struct lg_error *err)
{
    uint32_t width = wire->leaf->type.width;

    for (int64_t i = 0; i < n; i++)
        if (batch->valid[i] && convert(wire, batch->values + (size_t)i * width, 1, out + (size_t)i * wire->type.width, err) != LG_OK)
            return err->code;
    return LG_OK;
}

static int add_fixed(struct lg_stage *stage, const struct lg_wire *wire, const struct lg_batch_column *batch, int64_t n,
                     struct lg_error *err)
{
    size_t size = (size_t)n * wire->type.width;
    unsigned char *out = room(&stage->values, size, wire, err);

    if (!out)
        return err->code;
    if (wire->type.form != LG_WIRE_AS_IS && batch->has_nulls)
        (void)convert_valid(wire, batch, n, out, err);
    else
        (void)convert(wire, batch->values, n, out, err);
    if (batch->has_nulls)
        zero_nulls(batch->valid, n, wire->type.width, out);
    stage->values.used += size;
    return err->code;
}

/* ---- dictionaries ---- */

static int check_indices(const struct lg_wire *wire, const int32_t *index, int64_t n, struct lg_error *err)
{
    uint32_t most = 0;

    for (int64_t i = 0; i < n; i++)
        most = (uint32_t)index[i] > most ? (uint32_t)index[i] : most;
    if (n == 0 || most < wire->leaf->dictionary.count)
        return LG_OK;
    return lg_error_set(err, LG_E_PLUGIN, "column '%s' has index %d in a dictionary of %u values", wire->layout->column->name,
                        (int32_t)most, wire->leaf->dictionary.count);
}

/* One more than the index, and 0 for a null, where there may be nulls. */
static void narrow(const struct lg_wire *wire, const struct lg_batch_column *batch, int64_t n, unsigned char *out)
{
    const int32_t *index = (const int32_t *)(const void *)batch->values;
    uint32_t base = wire->type.nullable;

#define NARROW(type) \
    for (int64_t i = 0; i < n; i++) { \
        type key = (type)(batch->has_nulls && !batch->valid[i] ? 0 : (uint32_t)index[i] + base); \
        memcpy(out + (size_t)i * sizeof(key), &key, sizeof(key)); \
    } \
    return;
    switch (wire->index_width) {
    case 1:
        NARROW(uint8_t)
    case 2:
        NARROW(uint16_t)
    default:
        NARROW(uint32_t)
    }
#undef NARROW
}

void lg_gather(const void *from, uint32_t width, const int32_t *index, int64_t n, unsigned char *out)
{
    const char *values = from;

#define GATHER(type) \
    for (int64_t i = 0; i < n; i++) \
        memcpy(out + (size_t)i * sizeof(type), values + (size_t)index[i] * sizeof(type), sizeof(type)); \
    return;
    switch (width) {
    case 1:
        GATHER(uint8_t)
    case 2:
        GATHER(uint16_t)
    case 4:
        GATHER(uint32_t)
    case 8:
        GATHER(uint64_t)
    default:
        for (int64_t i = 0; i < n; i++)
            memcpy(out + (size_t)i * width, values + (size_t)index[i] * width, width);
    }
#undef GATHER
}

static int add_fixed_entries(struct lg_stage *stage, const struct lg_wire *wire, const struct lg_batch_column *batch, int64_t n,
                             struct lg_error *err)
{
    uint32_t width = wire->type.low_cardinality ? wire->index_width : wire->type.width;
    size_t size = (size_t)n * width;
    unsigned char *out = room(&stage->values, size, wire, err);

    if (!out)
        return err->code;
    if (wire->type.low_cardinality)
        narrow(wire, batch, n, out);
    else
        lg_gather(lg_string_text(&wire->entries), wire->type.width, (const int32_t *)(const void *)batch->values, n, out);
    if (batch->has_nulls && !wire->type.low_cardinality)
        zero_nulls(batch->valid, n, width, out);
    stage->values.used += size;
    return LG_OK;
}

static int add_text_entries(struct lg_stage *stage, const struct lg_wire *wire, const struct lg_batch_column *batch, int64_t n,
                            struct lg_error *err)
{
    const int32_t *index = (const int32_t *)(const void *)batch->values;
    const char *entries = lg_string_text(&wire->entries);

    for (int64_t i = 0; i < n; i++) {
        uint32_t start = wire->entry[index[i]], size = wire->entry[index[i] + 1] - start;
        bool is_null = lg_batch_is_null(batch, i);
        unsigned char *out = room(&stage->values, size + 1, wire, err);

        if (!out)
            return err->code;
        if (is_null)
            *out = 0;
        else
            memcpy(out, entries + start, size);
        stage->values.used += is_null ? 1 : size;
    }
    return LG_OK;
}

/* ---- text ---- */

static int add_text(struct lg_stage *stage, const struct lg_wire *wire, const struct lg_batch_column *batch, int64_t n,
                    struct lg_error *err)
{
    unsigned char *out = room(&stage->values, (n ? batch->offset[n] : 0) + (size_t)n * 2, wire, err), *p = out;

    for (int64_t i = 0; out && i < n; i++) {
        uint32_t length = 0;
        const unsigned char *text = lg_batch_is_null(batch, i) ? p : lg_batch_text(batch, i, &length);

        p = lg_put_varint(p, length);
        memcpy(p, text, length);
        p += length;
    }
    if (out)
        stage->values.used += (size_t)(p - out);
    return err->code;
}

/* ---- columns ---- */

static int add_nulls(struct lg_stage *stage, const struct lg_wire *wire, const struct lg_batch_column *batch, int64_t n,
                     struct lg_error *err)
{
    unsigned char *out = room(&stage->nulls, (size_t)n, wire, err);

    if (!out)
        return err->code;
    if (!batch->has_nulls)
        memset(out, 0, (size_t)n);
    for (int64_t i = 0; batch->has_nulls && i < n; i++)
        out[i] = !batch->valid[i];
    stage->nulls.used += (size_t)n;
    return LG_OK;
}

static int add_values(struct lg_stage *stage, const struct lg_wire *wire, const struct lg_batch_column *batch, int64_t n,
                      struct lg_error *err)
{
    bool from_dictionary = wire->leaf->dictionary.count > 0, has_map = wire->type.nullable && !wire->type.low_cardinality;

    if (n == 0)
        return LG_OK;
    stage->count += n;
    if (has_map && add_nulls(stage, wire, batch, n, err) != LG_OK)
        return err->code;
    if (from_dictionary && check_indices(wire, (const int32_t *)(const void *)batch->values, n, err) != LG_OK)
        return err->code;
    if (wire->type.form == LG_WIRE_TEXT && !wire->type.low_cardinality)
        return from_dictionary ? add_text_entries(stage, wire, batch, n, err) : add_text(stage, wire, batch, n, err);
    return from_dictionary ? add_fixed_entries(stage, wire, batch, n, err) : add_fixed(stage, wire, batch, n, err);
}

/* A list that is null is an empty one: ClickHouse has no other. */
static int add_list(struct lg_stage *stage, const struct lg_wire *wire, const struct lg_batch_column *batch, int64_t rows,
                    struct lg_error *err)
{
    unsigned char *out = room(&stage->offsets, (size_t)rows * sizeof(uint64_t), wire, err);
    uint64_t base = (uint64_t)stage->count;

    if (!out)
        return err->code;
    for (int64_t i = 0; i < rows; i++) {
        uint64_t end = base + batch->offset[i + 1];

        memcpy(out + (size_t)i * sizeof(end), &end, sizeof(end));
    }
    stage->offsets.used += (size_t)rows * sizeof(uint64_t);
    return add_values(stage, wire, &batch->elements->column[0], batch->offset[rows], err);
}

int lg_stage_add(struct lg_stage *stage, const struct lg_wire *wire, const struct lg_batch_column *batch, int64_t rows,
                 struct lg_error *err)
{
    if (rows == 0)
        return LG_OK;
    return wire->type.is_list ? add_list(stage, wire, batch, rows, err) : add_values(stage, wire, batch, rows, err);
}

/* ---- wires ---- */

static int no_memory(const struct lg_wire *wire, struct lg_error *err)
{
    return lg_error_set(err, LG_E_LOCAL, "out of memory for the dictionary of column '%s'", wire->layout->column->name);
}

static int put_text_entries(struct lg_wire *wire, struct lg_error *err)
{
    const struct lg_dictionary *dictionary = &wire->leaf->dictionary;
    const char *const *texts = dictionary->values;

    wire->entry = calloc((size_t)dictionary->count + 1, sizeof(*wire->entry));
    if (!wire->entry)
        return no_memory(wire, err);
    for (uint32_t i = 0; i < dictionary->count; i++) {
        unsigned char length[LG_VARINT_MOST];
        size_t size = strlen(texts[i]);

        lg_string_append(&wire->entries, length, (size_t)(lg_put_varint(length, size) - length));
        lg_string_append(&wire->entries, texts[i], size);
        wire->entry[i + 1] = (uint32_t)wire->entries.length;
    }
    return lg_string_check(&wire->entries, err);
}

static int put_fixed_entries(struct lg_wire *wire, struct lg_error *err)
{
    size_t size = (size_t)wire->leaf->dictionary.count * wire->type.width;
    unsigned char *values = malloc(size);

    if (!values)
        return no_memory(wire, err);
    if (convert(wire, wire->leaf->dictionary.values, wire->leaf->dictionary.count, values, err) == LG_OK)
        lg_string_append(&wire->entries, values, size);
    free(values);
    return err->code == LG_OK ? lg_string_check(&wire->entries, err) : err->code;
}

int lg_wire_init(struct lg_wire *wire, const struct lg_table *table, const struct lg_layout_column *column, bool as_indices,
                 struct lg_error *err)
{
    uint32_t keys;

    *wire = (struct lg_wire){.layout = column, .leaf = lg_layout_leaf(column)};
    if (lg_wire_type_of(table, column->column, &wire->type, &wire->name, err) != LG_OK)
        return err->code;
    wire->type.low_cardinality = wire->type.low_cardinality && as_indices;
    keys = wire->leaf->dictionary.count + wire->type.nullable;
    wire->index_width = keys <= 256 ? 1 : keys <= 65536 ? 2 : 4;
    if (wire->leaf->dictionary.count == 0)
        return LG_OK;
    return wire->type.form == LG_WIRE_TEXT ? put_text_entries(wire, err) : put_fixed_entries(wire, err);
}

void lg_wire_release(struct lg_wire *wire)
{
    lg_string_release(&wire->name);
    lg_string_release(&wire->entries);
    free(wire->entry);
}

int64_t lg_wire_memory(const struct lg_wire *wire)
{
    int64_t entries = wire->entry ? (int64_t)wire->leaf->dictionary.count + 1 : 0;

    return (int64_t)wire->entries.capacity + entries * (int64_t)sizeof(*wire->entry);
}
