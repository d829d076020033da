/* SPDX-License-Identifier: Apache-2.0 */
/* Bounds: the smallest and largest value that occur in a page or column chunk, as Parquet's statistics want them.
 *
 * Rules (parquet.thrift, Statistics and ColumnOrder; design rules of lakegen): bounds are of the values present, never of a
 * declared domain. Fixed-width bounds are exact; values wider than LG_BOUND_BYTES have none. Byte arrays are cut to
 * LG_BOUND_BYTES, the upper one then rounded up on a character border; when nothing can be rounded up there is no upper bound.
 * No NaN in bounds; a minimum of zero is written -0.0, a maximum of zero +0.0. One thread. */
#ifndef LG_PARQUET_BOUNDS_H
#define LG_PARQUET_BOUNDS_H

#include "batch/batch.h"
#include "encode/parquet/type.h"

#define LG_BOUND_BYTES 64

struct lg_bounds {
    bool any;              /* there is a value with an order: bounds exist */
    bool has_max;          /* false when a long upper bound could not be rounded up */
    uint8_t min_size, max_size;
    int64_t nans;
    unsigned char min[LG_BOUND_BYTES], max[LG_BOUND_BYTES];
};

void lg_bounds_reset(struct lg_bounds *bounds);

/* n values in PLAIN form (booleans as a byte each) of a fixed-width order; width matters for byte orders. */
void lg_bounds_add(struct lg_bounds *bounds, enum lg_parquet_order order, uint32_t width, const void *values, size_t n);

/* Rows [first, last) of a text or binary column; utf8: an upper bound is rounded up on a character border. */
void lg_bounds_add_text(struct lg_bounds *bounds, const struct lg_batch_column *column, int64_t first, int64_t last, bool utf8);

/* One value. */
void lg_bounds_add_bytes(struct lg_bounds *bounds, const unsigned char *value, size_t size, bool utf8);

/* Widens `bounds` to hold all of `other`. */
void lg_bounds_merge(struct lg_bounds *bounds, enum lg_parquet_order order, const struct lg_bounds *other);

/* < 0, 0, > 0 as memcmp. */
int lg_bound_compare(enum lg_parquet_order order, const unsigned char *a, size_t a_size, const unsigned char *b, size_t b_size);

#endif
