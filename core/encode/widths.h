/* SPDX-License-Identifier: Apache-2.0 */
/* Widths: how many bytes a table's rows take before anything is encoded. By them work is cut into pieces while there is no sample. */
#ifndef LG_ENCODE_WIDTHS_H
#define LG_ENCODE_WIDTHS_H

#include "encode/encoder.h"

/* Adds rows and bytes of rows [first_row, first_row + rows) to sizes, one per column, and stops early when they are most_bytes
 * together. The first row is asked for alone and the next ones in slices that grow, so that rows of any width take little memory. */
int lg_widths_measure(const struct lg_source *source, int64_t first_row, int64_t rows, int64_t most_bytes,
                      struct lg_column_size *sizes, struct lg_error *err);

/* Bytes of a row, from the sizes of all columns; 0 when there were no rows. */
int64_t lg_widths_of_row(const struct lg_column_size *sizes, uint32_t columns);

#endif
