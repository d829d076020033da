/* SPDX-License-Identifier: Apache-2.0 */
/* Trying out a store: what `lakegen storage check` shows. */
#ifndef S3_PROBE_H
#define S3_PROBE_H

#include "client.h"

int probe_store(struct client *client, lg_probe_fn *report, void *context, struct lg_error *err);

#endif
