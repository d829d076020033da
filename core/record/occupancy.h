/* SPDX-License-Identifier: Apache-2.0 */
/* Occupancy: may a run begin at its destination, or go on there? Looks only; refuses with a sentence. */
#ifndef LG_RECORD_OCCUPANCY_H
#define LG_RECORD_OCCUPANCY_H

#include "record/presence.h"

/* Was this plan's run begun, and has no other been finished there since? Refuses nothing. */
bool lg_occupancy_is_ours(const struct lg_records *records, const struct lg_inventory *inventory);

/* A run that begins: nothing of it, and no other run, may be there. LG_E_DESTINATION, or LG_E_STATE for an unfinished run. */
int lg_occupancy_check_new(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err);

/* One that begins again (--reset): objects may be there if this run's plan is. */
int lg_occupancy_check_reset(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err);

/* One that goes on: LG_E_STATE when there is nothing of it; with the differences when there is another plan's. */
int lg_occupancy_check_resume(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err);

#endif
