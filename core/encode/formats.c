/* SPDX-License-Identifier: Apache-2.0 */
/* The list of formats. */
#include "encode/encoder.h"

#include <string.h>

const struct lg_format *const lg_formats[] = {&lg_format_parquet, &lg_format_csv, &lg_format_jsonl, &lg_format_native,
                                              &lg_format_rowbinary, NULL};

const struct lg_format *lg_format_find(const char *name)
{
    for (size_t i = 0; lg_formats[i]; i++)
        if (strcmp(lg_formats[i]->name, name) == 0)
            return lg_formats[i];
    return NULL;
}

int lg_format_check(const struct lg_format *format, const struct lg_encoder_settings *settings, struct lg_error *err)
{
    if (settings->guards_formulas && format != &lg_format_csv)
        return lg_error_set(err, LG_E_USAGE, "--csv-safe is for CSV, not for %s; leave it out, or add --format csv", format->name);
    return LG_OK;
}
