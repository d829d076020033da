/* SPDX-License-Identifier: Apache-2.0 */
/* How two plans differ, in words that a user has typed: "--seed was 42, is 43; --scale was 1, is 2". */
#ifndef LG_RECORD_DIFFERENCE_H
#define LG_RECORD_DIFFERENCE_H

#include "base/string.h"

#include <jansson.h>

/* The number of differences between two identities (the member "identity" of plan.json). The first ones are appended to out, as many as
 * fit into a message, with "and N more" behind them. What only follows from other differences is not told. */
size_t lg_difference(const json_t *was, const json_t *is, struct lg_string *out);

#endif
