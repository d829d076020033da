/* SPDX-License-Identifier: Apache-2.0 */
/* A schema whose text is two hundred times as long from row 70,000 on, where no sample looks: built and used by 42-growth.sh. */
#include <lakegen/schema.h>

#define SHORT 10
#define LONG 2000
#define BEGIN 70000

static const struct lg_column columns[] = {{.name = "id", .type = "l"}, {.name = "text", .type = "u", .flags = LG_COLUMN_RANDOM}, {0}};
static const struct lg_table tables[] = {{.name = "rows", .columns = columns, .rows_per_unit = 130000}, {0}};

static int generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    int64_t *id = lg_batch_int64(batch, 0);
    struct lg_text text;

    (void)state;
    for (int64_t i = 0; id && i < slice->rows; i++)
        id[i] = slice->first_row + i;
    if (!lg_batch_wants(batch, 1))
        return LG_OK;
    if (lg_text_open(batch, 1, slice->rows * LONG, &text, err) != LG_OK)
        return err->code;
    for (int64_t row = slice->first_row; row < slice->first_row + slice->rows; row++) {
        char *p = lg_text_begin(&text);
        int length = row < BEGIN ? SHORT : LONG;

        for (int i = 0; i < length; i++)
            p[i] = (char)('a' + (row * 31 + i * 17 + row * i) % 26);
        lg_text_end(&text, p + length);
    }
    lg_text_close(batch, 1, &text);
    return LG_OK;
}

LG_SCHEMA_PLUGIN(growing, "1", "text that grows where no sample looks", .tables = tables, .generate = generate);
