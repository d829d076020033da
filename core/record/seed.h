/* SPDX-License-Identifier: Apache-2.0 */
/* Seeds of earlier runs, for schemas whose seed is random when nobody gives one. */
#ifndef LG_RECORD_SEED_H
#define LG_RECORD_SEED_H

#include "record/record.h"

/* The seed of a run at the plan's places that is the plan's in everything else. *seed: owned; NULL when there is none. An unfinished run
 * comes first. */
int lg_seed_recall(const struct lg_records *records, const struct lg_inventory *inventory, char **seed, struct lg_error *err);

#endif
