/* SPDX-License-Identifier: Apache-2.0 */
/* The pseudo-format behind tables on a terminal. */
#ifndef LG_TEXT_CELLS_H
#define LG_TEXT_CELLS_H

#include "encode/text/rows.h"

#define LG_CELL_END '\x1f'
#define LG_ROW_END '\x1e'

extern const struct lg_format lg_format_cells;

#endif
