/* SPDX-License-Identifier: Apache-2.0 */
/* The one place where a schema plugin is asked for rows. */
#include "encode/source.h"

#include "base/callback.h"

int lg_source_fill(const struct lg_source *source, int64_t first_row, int64_t rows, const uint64_t *columns,
                   struct lg_batch *batch, struct lg_error *err)
{
    const struct lg_slice slice = {sizeof(slice), source->layout->index, first_row, rows, columns};
    int code;

    if (lg_batch_begin(batch, &slice, err) != LG_OK)
        return err->code;
    code = lg_callback_result(source->schema->generate(source->state, &slice, batch, err), "generate", err);
    if (code == LG_OK)
        code = lg_batch_end(batch, err);
    if (code == LG_OK && source->paranoid)
        code = lg_batch_check(batch, err);
    if (code == LG_OK)
        return LG_OK;
    return lg_error_wrap(err, "generating rows %lld to %lld of '%s.%s'", (long long)first_row,
                         (long long)(first_row + rows - 1), source->schema->base.name, source->layout->table->name);
}
