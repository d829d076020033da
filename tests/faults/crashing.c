/* SPDX-License-Identifier: Apache-2.0 */
/* A schema that misbehaves when CRASH_AT says so: at that row it dies of a signal, or returns an error. */
#include <lakegen/batch.h>
#include <lakegen/schema.h>

#include <signal.h>
#include <stdlib.h>

static const struct lg_column columns[] = {{.name = "id", .type = "l", .doc = "the row's number"}, {0}};
static const struct lg_table tables[] = {{.name = "rows", .doc = "numbers", .columns = columns, .rows_per_unit = 1000}, {0}};

static int generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    const char *at = getenv("CRASH_AT"), *how = getenv("CRASH_HOW");
    int64_t *id = lg_batch_int64(batch, 0);

    (void)state;
    if (at && slice->first_row <= atoll(at) && atoll(at) < slice->first_row + slice->rows) {
        if (!how)
            return lg_error_set(err, LG_E_PLUGIN, "row %s cannot be made", at);
        (void)raise(atoi(how));
    }
    for (int64_t i = 0; id && i < slice->rows; i++)
        id[i] = slice->first_row + i;
    return LG_OK;
}

LG_SCHEMA_PLUGIN(crashing, "1.0", "dies when it is told to", .tables = tables, .generate = generate);
