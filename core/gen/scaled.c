/* SPDX-License-Identifier: Apache-2.0 */
/* Row and entity counts from a scale: exact, half rounds up. */
#include <lakegen/schema.h>

#include "base/int128.h"

int lg_scaled_rows(struct lg_decimal scale, int64_t per_unit, int64_t *rows, struct lg_error *err)
{
    lg_int128 product = (lg_int128)scale.nano * per_unit, rounded = (product + 500000000) / 1000000000;

    if (rounded > INT64_MAX)
        return lg_error_set(err, LG_E_CONFIG, "the scale makes more than 9223372036854775807 rows");
    *rows = rounded < 1 ? 1 : (int64_t)rounded;
    return LG_OK;
}
