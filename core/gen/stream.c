/* SPDX-License-Identifier: Apache-2.0 */
/* Streams: from a name to a key, and from a key to arrays of draws. */
#include "gen/host.h"

#include <lakegen/schema.h>

#include "base/digest.h"
#include "base/parse.h"

static bool is_canonical_integer(const char *text)
{
    const char *digits = text + (*text == '-');

    if (digits[0] == '0' && digits[1] != '\0')
        return false;
    return *digits != '\0' && strspn(digits, "0123456789") == strlen(digits);
}

int lg_seed_parse(const char *text, struct lg_seed *seed, struct lg_error *err)
{
    size_t length = strlen(text);
    int64_t value;

    if (is_canonical_integer(text) && lg_parse_int64(text, &value, NULL) == LG_OK) {
        seed->bytes[0] = LG_SEED_INTEGER;
        for (int i = 0; i < 8; i++)
            seed->bytes[1 + i] = (unsigned char)((uint64_t)value >> (8 * (7 - i)));
        seed->size = 9;
        return LG_OK;
    }
    if (length == 0)
        return lg_error_set(err, LG_E_CONFIG, "the seed is empty, give any text or number");
    if (length > 255)
        return lg_error_set(err, LG_E_CONFIG, "the seed has %zu bytes, at most 255 are used", length);
    seed->bytes[0] = LG_SEED_TEXT;
    memcpy(seed->bytes + 1, text, length);
    seed->size = length + 1;
    return LG_OK;
}

static void put_part(struct lg_string *tuple, const void *bytes, size_t size)
{
    unsigned char length[4] = {(unsigned char)(size >> 24), (unsigned char)(size >> 16), (unsigned char)(size >> 8),
                               (unsigned char)size};

    lg_string_append(tuple, length, sizeof(length));
    lg_string_append(tuple, bytes, size);
}

int lg_stream_key(const struct lg_seed *seed, const char *schema, const char *table, const char *stream, uint32_t epoch,
                  uint64_t key[2], struct lg_error *err)
{
    const unsigned char epoch_bytes[4] = {(unsigned char)(epoch >> 24), (unsigned char)(epoch >> 16),
                                          (unsigned char)(epoch >> 8), (unsigned char)epoch};
    struct lg_string tuple = LG_STRING_INIT;
    unsigned char digest[32] = {0};

    put_part(&tuple, "lakegen1", 8);
    put_part(&tuple, seed->bytes, seed->size);
    put_part(&tuple, schema, strlen(schema));
    put_part(&tuple, table, strlen(table));
    put_part(&tuple, stream, strlen(stream));
    put_part(&tuple, epoch_bytes, sizeof(epoch_bytes));
    if (lg_string_check(&tuple, err) == LG_OK)
        (void)lg_sha256(tuple.text, tuple.length, digest, err);
    lg_string_release(&tuple);
    for (int i = 0; i < 2; i++) {
        key[i] = 0;
        for (int b = 7; b >= 0; b--)
            key[i] = key[i] << 8 | digest[8 * i + b];
    }
    return err ? err->code : LG_OK;
}

int lg_stream_open(const struct lg_schema_request *request, const char *table, const char *name, uint32_t epoch,
                   struct lg_stream *stream, struct lg_error *err)
{
    const struct lg_schema_host *host = request->host;

    *stream = (struct lg_stream){.kernels = host->kernels};
    if (lg_stream_key(&host->seed, host->schema, table, name, epoch, stream->key, err) != LG_OK)
        return lg_error_wrap(err, "opening stream '%s.%s'", table, name);
    if (epoch > 0 && host->streams)
        lg_string_printf(host->streams, "%s.%s %u\n", table, name, epoch);
    return LG_OK;
}

int lg_streams_open(const struct lg_schema_request *request, const struct lg_table *table, struct lg_stream *streams,
                    struct lg_error *err)
{
    for (const struct lg_column *column = table->columns; column->name; column++)
        if (lg_stream_open(request, table->name, column->name, column->epoch, streams++, err) != LG_OK)
            return err->code;
    return LG_OK;
}

void lg_draw_rows(const struct lg_stream *stream, int64_t first_key, uint64_t draw, int64_t n, struct lg_draw *out)
{
    stream->kernels->ars(stream->key, &(struct lg_counters){(uint64_t)first_key, 1, draw, 0}, (size_t)n, out);
}

void lg_draw_keys(const struct lg_stream *stream, const int64_t *keys, uint64_t draw, int64_t n, struct lg_draw *out)
{
    stream->kernels->ars_keys(stream->key, keys, draw, (size_t)n, out);
}

static struct lg_counters bulk_counters(int64_t key, uint64_t first_draw)
{
    return (struct lg_counters){(uint64_t)key, 0, first_draw, 1};
}

void lg_draw_bytes(const struct lg_stream *stream, int64_t key, uint64_t first_draw, size_t size, void *out)
{
    size_t whole = size / 16;
    struct lg_counters counters = bulk_counters(key, first_draw);
    struct lg_draw last;

    stream->kernels->ars(stream->key, &counters, whole, out);
    if (size % 16 == 0)
        return;
    counters.hi += whole;
    stream->kernels->ars(stream->key, &counters, 1, &last);
    memcpy((char *)out + 16 * whole, &last, size % 16);
}

void lg_draw_hex(const struct lg_stream *stream, int64_t key, uint64_t first_draw, size_t size, char *out)
{
    size_t whole = size / 16;
    struct lg_counters counters = bulk_counters(key, first_draw);
    struct lg_draw last;

    stream->kernels->ars_hex(stream->key, &counters, whole, out);
    if (size % 16 == 0)
        return;
    counters.hi += whole;
    stream->kernels->ars(stream->key, &counters, 1, &last);
    stream->kernels->hex((const unsigned char *)&last, size % 16, out + 32 * whole);
}

#define UUID_CHARACTERS 36

void lg_draw_uuid(const struct lg_stream *stream, int64_t key, char *out)
{
    struct lg_draw draw;

    lg_draw_rows(stream, key, 0, 1, &draw);
    stream->kernels->uuid(&draw, 1, out, UUID_CHARACTERS);
}

/* ---- whole columns ---- */

/* The draws that a value of `size` bytes is cut from are written whole: the next value overwrites what is over, and the column has room
 * for it behind the last. */
static int open_hex(struct lg_batch *batch, uint32_t column, size_t size, struct lg_text *text, struct lg_error *err)
{
    return lg_text_open(batch, column, lg_batch_rows(batch) * (int64_t)(2 * size) + 32, text, err);
}

static void put_hex(const struct lg_stream *stream, int64_t key, size_t size, struct lg_text *text)
{
    const struct lg_counters counters = bulk_counters(key, 0);
    char *p = lg_text_begin(text);

    stream->kernels->ars_hex(stream->key, &counters, (size + 15) / 16, p);
    lg_text_end(text, p + 2 * size);
}

int lg_fill_hex(const struct lg_stream *stream, int64_t first_key, size_t size, struct lg_batch *batch, uint32_t column,
                struct lg_error *err)
{
    int64_t rows = lg_batch_rows(batch);
    struct lg_text text;

    if (!lg_batch_wants(batch, column))
        return LG_OK;
    if (open_hex(batch, column, size, &text, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < rows; i++)
        put_hex(stream, first_key + i, size, &text);
    lg_text_close(batch, column, &text);
    return LG_OK;
}

int lg_fill_hex_keys(const struct lg_stream *stream, const int64_t *keys, const uint8_t *valid, size_t size,
                     struct lg_batch *batch, uint32_t column, struct lg_error *err)
{
    int64_t rows = lg_batch_rows(batch);
    struct lg_text text;

    if (!lg_batch_wants(batch, column))
        return LG_OK;
    if (open_hex(batch, column, size, &text, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < rows; i++)
        if (!valid || valid[i])
            put_hex(stream, keys[i], size, &text);
        else
            lg_text_null(&text);
    lg_text_close(batch, column, &text);
    return LG_OK;
}

#define UUIDS_AT_ONCE 256

/* The next n values. */
static void put_uuids(const struct lg_stream *stream, const struct lg_draw *draws, int64_t n, const struct lg_text *text)
{
    stream->kernels->uuid(draws, (size_t)n, lg_text_begin(text), 4 + UUID_CHARACTERS);
}

int lg_fill_uuid(const struct lg_stream *stream, int64_t first_key, struct lg_batch *batch, uint32_t column,
                 struct lg_error *err)
{
    int64_t rows = lg_batch_rows(batch);
    struct lg_draw draws[UUIDS_AT_ONCE];
    struct lg_text text;

    if (!lg_batch_wants(batch, column))
        return LG_OK;
    if (lg_text_open(batch, column, rows * UUID_CHARACTERS, &text, err) != LG_OK)
        return err->code;
    for (int64_t done = 0; done < rows;) {
        int64_t some = rows - done < UUIDS_AT_ONCE ? rows - done : UUIDS_AT_ONCE;

        lg_draw_rows(stream, first_key + done, 0, some, draws);
        put_uuids(stream, draws, some, &text);
        for (int64_t i = 0; i < some; i++)
            lg_text_end(&text, lg_text_begin(&text) + UUID_CHARACTERS);
        done += some;
    }
    lg_text_close(batch, column, &text);
    return LG_OK;
}

/* The keys that have a value, moved together. */
static int64_t present_keys(const int64_t *keys, const uint8_t *valid, int64_t n, int64_t *present)
{
    int64_t count = 0;

    for (int64_t i = 0; i < n; i++) {
        present[count] = keys[i];
        count += !valid || valid[i];
    }
    return count;
}

int lg_fill_uuid_keys(const struct lg_stream *stream, const int64_t *keys, const uint8_t *valid, struct lg_batch *batch,
                      uint32_t column, struct lg_error *err)
{
    int64_t rows = lg_batch_rows(batch), present[UUIDS_AT_ONCE];
    struct lg_draw draws[UUIDS_AT_ONCE];
    struct lg_text text;

    if (!lg_batch_wants(batch, column))
        return LG_OK;
    if (lg_text_open(batch, column, rows * UUID_CHARACTERS, &text, err) != LG_OK)
        return err->code;
    for (int64_t done = 0; done < rows;) {
        int64_t some = rows - done < UUIDS_AT_ONCE ? rows - done : UUIDS_AT_ONCE;
        int64_t count = present_keys(keys + done, valid ? valid + done : NULL, some, present);

        lg_draw_keys(stream, present, 0, count, draws);
        put_uuids(stream, draws, count, &text);
        for (int64_t i = done; i < done + some; i++)
            if (!valid || valid[i])
                lg_text_end(&text, lg_text_begin(&text) + UUID_CHARACTERS);
            else
                lg_text_null(&text);
        done += some;
    }
    lg_text_close(batch, column, &text);
    return LG_OK;
}
