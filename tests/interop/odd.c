/* SPDX-License-Identifier: Apache-2.0 */
/* A schema of values that statistics find hard: texts that differ behind byte 64, NaN in a dictionary, wide decimals, long
 * fixed-width bytes. Compiled by 76-odd-values.py. */
#include <lakegen/schema.h>

#include <math.h>
#include <string.h>

enum { ID, URL, READING, AMOUNT, SCAN, SEAL, NAMES };

static const struct lg_column columns[] = {{.name = "id", .type = "l"},
                                           {.name = "url", .type = "u", .flags = LG_COLUMN_DICTIONARY},
                                           {.name = "reading", .type = "g", .flags = LG_COLUMN_DICTIONARY},
                                           {.name = "amount", .type = "d:38,2"},
                                           {.name = "scan", .type = "w:100"},
                                           {.name = "seal", .type = "w:100", .flags = LG_COLUMN_DICTIONARY},
                                           {.name = "a.b", .type = "l"},
                                           {.name = "a b", .type = "l"},
                                           {.name = "\xc3\xa9t\xc3\xa9 \xe2\x82\xac", .type = "l"},
                                           {.name = "SELECT", .type = "l"},
                                           {.name = "1", .type = "l"},
                                           {0}};
static const struct lg_table tables[] = {{.name = "rows", .columns = columns, .rows_per_unit = 1000}, {0}};

#define PREFIX "https://example.com/a/folder/whose/name/has/sixty-four/bytes/ab/"
static const char *const urls[] = {"https://example.com/", PREFIX "b", PREFIX "a", PREFIX};
static const double readings[] = {5, NAN, 1};
static unsigned char seals[2][100];

static int open_state(const struct lg_schema_request *request, void **state, struct lg_error *err)
{
    (void)request, (void)err;
    memset(seals[0], 'x', sizeof(seals[0]));
    memset(seals[1], 0xff, sizeof(seals[1]));
    *state = seals;
    return LG_OK;
}

static int dictionary(const void *state, uint32_t table, uint32_t column, struct lg_dictionary *out, struct lg_error *err)
{
    (void)table, (void)err;
    *out = column == URL       ? (struct lg_dictionary){.count = 4, .values = urls}
           : column == READING ? (struct lg_dictionary){.count = 3, .values = readings}
                               : (struct lg_dictionary){.count = 2, .values = state};
    return LG_OK;
}

static void put_amount(uint8_t *out, int64_t value) /* two's complement, little endian */
{
    memcpy(out, &value, 8);
    memset(out + 8, value < 0 ? 0xff : 0, 8);
}

static int generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    int64_t *id = lg_batch_int64(batch, ID);
    int32_t *index[] = {lg_batch_index(batch, URL), lg_batch_index(batch, READING), lg_batch_index(batch, SEAL)};
    const int32_t counts[] = {4, 3, 2};
    uint8_t *amount = lg_batch_bytes(batch, AMOUNT), *scan = lg_batch_bytes(batch, SCAN);

    (void)state, (void)err;
    for (uint32_t c = NAMES; c < NAMES + 5; c++) {
        int64_t *values = lg_batch_int64(batch, c);

        for (int64_t i = 0; values && i < slice->rows; i++)
            values[i] = (slice->first_row + i) * c;
    }
    for (int64_t i = 0; i < slice->rows; i++) {
        int64_t row = slice->first_row + i;

        if (id)
            id[i] = row;
        for (int c = 0; c < 3; c++)
            if (index[c])
                index[c][i] = (int32_t)(row / 250 % counts[c]);
        if (amount)
            put_amount(amount + 16 * i, (row % 2 ? 1 : -1) * row * 100);
        if (scan)
            memset(scan + 100 * i, (int)(row % 256), 100);
    }
    return LG_OK;
}

LG_SCHEMA_PLUGIN(odd, "1", "values that statistics find hard", .tables = tables, .open = open_state, .dictionary = dictionary,
                 .generate = generate);
