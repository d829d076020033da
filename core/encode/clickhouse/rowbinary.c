/* SPDX-License-Identifier: Apache-2.0 */
/* ClickHouse's RowBinary format: rows one behind the other without names or types, so that the table's must be those of the schema. A
 * nullable value is a byte that tells whether it is null, and the value if not; a list is the number of its elements and these. */
#include "encode/clickhouse/block.h"
#include "encode/clickhouse/cursor.h"

#include <stdlib.h>

static unsigned char *put_value(const struct lg_wire *wire, struct lg_cursor *cursor, unsigned char *p)
{
    bool is_null;
    const unsigned char *value = lg_cursor_next(cursor, wire, &is_null);
    size_t size = (size_t)(cursor->value - value);

    if (wire->type.nullable)
        *p++ = is_null;
    if (is_null)
        return p;
    memcpy(p, value, size);
    return p + size;
}

static unsigned char *put_cell(const struct lg_wire *wire, const struct lg_stage *stage, struct lg_cursor *cursor, unsigned char *p)
{
    uint64_t end;

    if (!wire->type.is_list)
        return put_value(wire, cursor, p);
    end = lg_cursor_list(cursor, stage);
    for (p = lg_put_varint(p, end - cursor->at); cursor->at < end;)
        p = put_value(wire, cursor, p);
    return p;
}

/* The rows are put together column by column value, at most as long as all stages and what is between values. */
static int put_rows(struct lg_encoder_worker *worker, int64_t rows, struct lg_output *output, struct lg_error *err)
{
    const struct lg_encoder *encoder = worker->encoder;
    struct lg_cursor *cursor = calloc(encoder->columns + 1, sizeof(*cursor));
    size_t most = 0;
    unsigned char *p;

    for (uint32_t c = 0; c < encoder->columns; c++)
        most += worker->stage[c].values.used + worker->stage[c].nulls.used + 2 * worker->stage[c].offsets.used;
    p = lg_bytes_room(&worker->row, most);
    if (!cursor || !p) {
        free(cursor);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %lld rows", (long long)rows);
    }
    for (uint32_t c = 0; c < encoder->columns; c++)
        cursor[c] = lg_cursor_of(&worker->stage[c]);
    for (int64_t row = 0; row < rows; row++)
        for (uint32_t c = 0; c < encoder->columns; c++)
            p = put_cell(&encoder->wire[c], &worker->stage[c], &cursor[c], p);
    free(cursor);
    return lg_binary_put(worker, worker->row.bytes, (size_t)(p - worker->row.bytes), output, err);
}

static const struct lg_binary_style one_by_one = {.is_block = false, .put = put_rows};

static int encoder_new(const struct lg_source *source, const struct lg_encoder_settings *settings, const struct lg_column_size *sizes,
                       struct lg_encoder **encoder, struct lg_error *err)
{
    return lg_binary_encoder_new(&one_by_one, source, settings, sizes, encoder, err);
}

const struct lg_format lg_format_rowbinary = {
    .name = "rowbinary",
    .extension = "rowbinary",
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
