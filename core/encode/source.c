/* SPDX-License-Identifier: Apache-2.0 */
/* The one place where a schema plugin is asked for rows. */
#include "encode/source.h"

int lg_source_fill(const struct lg_source *source, int64_t first_row, int64_t rows, const uint64_t *columns,
                   struct lg_batch *batch, struct lg_error *err)
{
    const struct lg_slice slice = {sizeof(slice), source->layout->index, first_row, rows, columns};
    int code;

    lg_batch_begin(batch, &slice);
    code = source->schema->generate(source->state, &slice, batch, err);
    if (code != LG_OK && err->code == LG_OK)
        (void)lg_error_set(err, LG_E_PLUGIN, "generate() failed with code %d and said nothing", code);
    if (code == LG_OK)
        code = lg_batch_end(batch, err);
    if (code == LG_OK && source->paranoid)
        code = lg_batch_check(batch, err);
    if (code == LG_OK)
        return LG_OK;
    return lg_error_wrap(err, "generating rows %lld to %lld of '%s.%s'", (long long)first_row,
                         (long long)(first_row + rows - 1), source->schema->base.name, source->layout->table->name);
}
