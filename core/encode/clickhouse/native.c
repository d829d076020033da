/* SPDX-License-Identifier: Apache-2.0 */
/* ClickHouse's Native format: a row group is a block, which a server takes whole or not at all. A block is the number of its columns and
 * of its rows, and for each column its name, its type and all its values. Nulls are a map before the values; lists, the ends of all rows
 * before the elements; LowCardinality, the dictionary and an index for each value. */
#include "encode/clickhouse/block.h"

/* LowCardinality (SerializationLowCardinality): the version of keys; then which keys follow, here all that there are, with the width of
 * indices in the low byte. */
#define KEYS_VERSION UINT64_C(1)
#define KEYS_FOLLOW UINT64_C(0x600)

static int put_uint64(struct lg_encoder_worker *worker, uint64_t v, struct lg_output *output, struct lg_error *err)
{
    return lg_binary_put(worker, &v, sizeof(v), output, err);
}

static int put_varint(struct lg_encoder_worker *worker, uint64_t v, struct lg_output *output, struct lg_error *err)
{
    unsigned char bytes[LG_VARINT_MOST];

    return lg_binary_put(worker, bytes, (size_t)(lg_put_varint(bytes, v) - bytes), output, err);
}

static int put_text(struct lg_encoder_worker *worker, const char *text, struct lg_output *output, struct lg_error *err)
{
    if (put_varint(worker, strlen(text), output, err) != LG_OK)
        return err->code;
    return lg_binary_put(worker, text, strlen(text), output, err);
}

static int put_bytes(struct lg_encoder_worker *worker, const struct lg_bytes *bytes, struct lg_output *output, struct lg_error *err)
{
    return lg_binary_put(worker, bytes->bytes, bytes->used, output, err);
}

/* The first key of a nullable column stands for null. */
static int put_keys(struct lg_encoder_worker *worker, const struct lg_wire *wire, const struct lg_stage *stage, struct lg_output *output,
                    struct lg_error *err)
{
    uint64_t flags = KEYS_FOLLOW | (wire->index_width == 1 ? 0 : wire->index_width == 2 ? 1 : 2);

    if (put_uint64(worker, flags, output, err) != LG_OK ||
        put_uint64(worker, (uint64_t)wire->leaf->dictionary.count + wire->type.nullable, output, err) != LG_OK ||
        (wire->type.nullable && lg_binary_put(worker, "", 1, output, err) != LG_OK) ||
        lg_binary_put(worker, lg_string_text(&wire->entries), wire->entries.length, output, err) != LG_OK)
        return err->code;
    return put_uint64(worker, (uint64_t)stage->count, output, err);
}

static int put_column(struct lg_encoder_worker *worker, uint32_t c, struct lg_output *output, struct lg_error *err)
{
    const struct lg_wire *wire = &worker->encoder->wire[c];
    const struct lg_stage *stage = &worker->stage[c];
    bool has_keys = wire->type.low_cardinality;

    if (put_text(worker, wire->layout->column->name, output, err) != LG_OK ||
        put_text(worker, lg_string_text(&wire->name), output, err) != LG_OK ||
        (has_keys && put_uint64(worker, KEYS_VERSION, output, err) != LG_OK) || put_bytes(worker, &stage->offsets, output, err) != LG_OK ||
        (has_keys && stage->count > 0 && put_keys(worker, wire, stage, output, err) != LG_OK) ||
        put_bytes(worker, &stage->nulls, output, err) != LG_OK)
        return err->code;
    return put_bytes(worker, &stage->values, output, err);
}

static int put_block(struct lg_encoder_worker *worker, int64_t rows, struct lg_output *output, struct lg_error *err)
{
    if (put_varint(worker, worker->encoder->columns, output, err) != LG_OK || put_varint(worker, (uint64_t)rows, output, err) != LG_OK)
        return err->code;
    for (uint32_t c = 0; c < worker->encoder->columns; c++)
        if (put_column(worker, c, output, err) != LG_OK)
            return err->code;
    return LG_OK;
}

static const struct lg_binary_style blocks = {.is_block = true, .put = put_block};

static int encoder_new(const struct lg_source *source, const struct lg_encoder_settings *settings, const struct lg_column_size *sizes,
                       struct lg_encoder **encoder, struct lg_error *err)
{
    return lg_binary_encoder_new(&blocks, source, settings, sizes, encoder, err);
}

const struct lg_format lg_format_native = {
    .name = "native",
    .extension = "native",
    .media_type = "application/octet-stream",
    .is_binary = true,
    .sorts = true,
    .row_group_bytes = (int64_t)32 << 20,
    .codec = {LG_CODEC_NONE, LG_CODEC_GZIP, LG_CODEC_ZSTD},
    .codecs = 3,
    .epoch = "1",
    .encoder_new = encoder_new,
    LG_BINARY_FUNCTIONS,
};
